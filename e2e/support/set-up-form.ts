/** Fills the form of the first run for one project, as a person would. */
import type { Page } from 'playwright';
import type { StackProject } from '../../stack/stack-project.ts';
import type { Stack } from '../../stack/stack.ts';

/** @param dataFolder Where recordings go. */
export async function fillSetUpForm(
  page: Page,
  { standIn, broker, s3 }: Stack,
  project: StackProject,
  dataFolder: string,
): Promise<void> {
  await page.getByLabel('Address of the SyncFlow server').fill(standIn.url);
  await page.getByLabel('RabbitMQ host').fill(broker.host);
  await page.getByRole('textbox', { name: 'Port' }).fill(String(broker.port));
  await page.getByLabel('Virtual host').fill(broker.vhost);
  await page.getByRole('switch', { name: /Encrypt the connection to RabbitMQ/ }).uncheck();
  await page.getByLabel('Allow connections without encryption to 127.0.0.1').check();
  await page.getByLabel('Project id').fill(project.id);
  await page.getByLabel('API key').fill(project.key);
  await page.getByLabel('API secret').fill(project.secret);
  await page.getByLabel('Endpoint of the bucket').fill(s3.endpoint);
  await page.getByLabel('Bucket name').fill(project.bucket);
  await page.getByLabel('Region').fill(s3.region);
  await page.getByLabel('Access key').fill(s3.accessKey);
  await page.getByLabel('Secret key').fill(s3.secretKey);
  await page.getByLabel('Folder for recordings').fill(dataFolder);
}

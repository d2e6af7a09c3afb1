import { SimpleGrid, Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowRecording } from '../../../shared/ipc/recordings.ts';
import { bytes, count } from '../../../shared/format/numbers.ts';
import { UploadStateBadge } from '../uploads/upload-state-badge.tsx';

const SHOWN = 50;

export function ReceiptTables({
  recording,
}: {
  readonly recording: WindowRecording;
}): ReactElement {
  const { participants, files } = recording;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <div>
        <Table fz="xs" verticalSpacing={4} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Sender</Table.Th>
              <Table.Th w={90} ta="right">
                Messages
              </Table.Th>
              <Table.Th w={130} ta="right">
                Sender’s last number
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {participants.slice(0, SHOWN).map((sender, index) => (
              <Table.Tr key={index}>
                <Table.Td className="clip">{sender.name}</Table.Td>
                <Table.Td ta="right" className="numbers">
                  {count(sender.messages)}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {sender.lastSequence === null ? 'not numbered' : count(sender.lastSequence)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <More hidden={participants.length - SHOWN} />
      </div>
      <div>
        <Table fz="xs" verticalSpacing={4} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th w={80} ta="right">
                Size
              </Table.Th>
              <Table.Th w={120}>In the bucket</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {files.slice(0, SHOWN).map((file) => (
              <Table.Tr key={file.path}>
                <Table.Td
                  className="clip"
                  title={file.sha256 === null ? '' : `SHA-256 ${file.sha256}`}
                >
                  {file.path}
                  {file.storedAs !== null && (
                    <Text size="xs" c="orange" className="clip" title={file.storedAs}>
                      stored as {file.storedAs}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {bytes(file.size)}
                </Table.Td>
                <Table.Td>
                  {file.upload === null ? 'no' : <UploadStateBadge state={file.upload} />}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <More hidden={files.length - SHOWN} />
        {files.some(({ storedAs }) => storedAs !== null) && (
          <Text size="xs" c="dimmed">
            Something else had the name of a file where it was uploaded to. It was not overwritten;
            the file is stored beside it.
          </Text>
        )}
      </div>
    </SimpleGrid>
  );
}

function More({ hidden }: { readonly hidden: number }): ReactElement | null {
  if (hidden <= 0) return null;
  return (
    <Text size="xs" c="dimmed">
      and {count(hidden)} more, in the recording’s manifest
    </Text>
  );
}

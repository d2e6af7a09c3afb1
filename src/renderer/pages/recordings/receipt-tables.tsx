import { SimpleGrid, Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowRecording } from '../../../shared/ipc/recordings.ts';
import { bytes, count } from '../../../shared/format/numbers.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { UploadStateBadge } from '../uploads/upload-state-badge.tsx';

const texts = strings.receipt;

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
              <Table.Th>{strings.common.sender}</Table.Th>
              <Table.Th w={90} ta="right">
                {strings.common.messages}
              </Table.Th>
              <Table.Th w={130} ta="right">
                {texts.senderTable.lastNumber}
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
                  {sender.lastSequence === null
                    ? texts.senderTable.notNumbered
                    : count(sender.lastSequence)}
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
              <Table.Th>{strings.common.file}</Table.Th>
              <Table.Th w={80} ta="right">
                {strings.common.size}
              </Table.Th>
              <Table.Th w={120}>{texts.fileTable.inBucket}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {files.slice(0, SHOWN).map((file) => (
              <Table.Tr key={file.path}>
                <Table.Td
                  className="clip"
                  title={file.sha256 === null ? '' : texts.fileTable.hash(file.sha256)}
                >
                  {file.path}
                  {file.storedAs !== null && (
                    <Text size="xs" c="orange" className="clip" title={file.storedAs}>
                      {texts.fileTable.storedAs(file.storedAs)}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {bytes(file.size)}
                </Table.Td>
                <Table.Td>
                  {file.upload === null ? (
                    texts.fileTable.notInBucket
                  ) : (
                    <UploadStateBadge state={file.upload} />
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <More hidden={files.length - SHOWN} />
        {files.some(({ storedAs }) => storedAs !== null) && (
          <Text size="xs" c="dimmed">
            {texts.fileTable.storedAsWhy}
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
      {texts.more(hidden)}
    </Text>
  );
}

/** One numeric field of the messages over time, by sender; the same in figures. */
import { Autocomplete, Group, Paper, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { LiveFeed } from '../../../feed/live-feed.ts';
import { count } from '../../../../shared/format/numbers.ts';
import { ago } from '../../../../shared/format/times.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { NothingYet } from '../../../parts/nothing-yet.tsx';
import { useNow } from '../../../state/use-now.ts';
import { isDashed, lineColours, PlotChart } from './plot-chart.tsx';
import { numericFields, type PlotSeries } from './plot-series.ts';
import styles from './plot.module.css';
import type { Plot } from './use-plot.ts';

const texts = strings.session.plot;

interface PlotViewProps {
  readonly feed: LiveFeed;
  readonly plot: Plot;
}

const windows = [
  { value: '60000', label: texts.minutes(1) },
  { value: '300000', label: texts.minutes(5) },
];
const LOOK_EVERY_MS = 1000;
/** Rows that are looked into for fields at a time: the newest. */
const LOOKED_INTO = 200;

export function PlotView({ feed, plot }: PlotViewProps): ReactElement {
  const [windowMs, setWindow] = useState('60000');
  const [path, setPath] = useState(plot.series?.path ?? '');
  const fields = useFields(feed);
  const { series } = plot;
  return (
    <Stack gap="sm" flex={1} mih={0}>
      <Group gap="sm" align="flex-end">
        <Autocomplete
          label={texts.field}
          placeholder={texts.fieldHint}
          size="xs"
          w={300}
          data={[...fields]}
          limit={50}
          comboboxProps={{ withinPortal: false }}
          value={path}
          onChange={(next) => {
            setPath(next);
            if (fields.includes(next) || next === '') plot.choose(next);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') plot.choose(path);
          }}
          onBlur={() => {
            if (path !== series?.path) plot.choose(path);
          }}
        />
        <SegmentedControl
          aria-label={texts.timeShown}
          size="xs"
          data={windows}
          value={windowMs}
          onChange={setWindow}
        />
      </Group>
      {series === null ? (
        <NothingYet icon={IconChartLine} title={texts.none} text={texts.noneThen} />
      ) : (
        <>
          <Paper p="xs" flex={1} mih={0} display="flex">
            <PlotChart key={series.path} series={series} windowMs={Number(windowMs)} />
          </Paper>
          <Figures series={series} feed={feed} />
        </>
      )}
    </Stack>
  );
}

/** Those seen while this is open. */
function useFields(feed: LiveFeed): readonly string[] {
  const [fields, setFields] = useState(() => numericFields([], feed.view.rows.slice(-LOOKED_INTO)));
  useEffect(() => {
    const timer = setInterval(() => {
      setFields((known) => numericFields(known, feed.view.rows.slice(-LOOKED_INTO)));
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [feed]);
  return fields;
}

interface FiguresProps {
  readonly series: PlotSeries;
  readonly feed: LiveFeed;
}

function Figures({ series, feed }: FiguresProps): ReactElement {
  const now = useNow();
  const figures = series.figures();
  return (
    <Stack gap={4}>
      <Table fz="sm" layout="fixed" verticalSpacing={4} aria-label={texts.valuesOf(series.path)}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{strings.common.sender}</Table.Th>
            {[texts.last, texts.lowest, texts.highest, texts.values].map((name) => (
              <Table.Th key={name} w={90} ta="right">
                {name}
              </Table.Th>
            ))}
            <Table.Th w={120}>{texts.lastValue}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {figures.map(({ identity, last, min, max, n, lastAt }, place) => (
            <Table.Tr key={identity} data-plotted={identity}>
              <Table.Td>
                <Group gap={6} wrap="nowrap">
                  <span
                    className={styles['key']}
                    data-dashed={isDashed(place)}
                    style={{
                      borderColor: `var(--mantine-color-${lineColours[place % lineColours.length] ?? 'indigo'}-6)`,
                    }}
                    aria-hidden
                  />
                  <span className="clip">{identity}</span>
                </Group>
              </Table.Td>
              {[last, min, max].map((value, column) => (
                <Table.Td key={column} ta="right" className="numbers">
                  {figure(value)}
                </Table.Td>
              ))}
              <Table.Td ta="right" className="numbers">
                {count(n)}
              </Table.Td>
              <Table.Td>{ago(lastAt, now)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" role="note">
        {remarks(series, figures.length, feed.view.skipped)}
      </Text>
    </Stack>
  );
}

const rounded = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 6 });
const figure = (value: number): string => rounded.format(value);

function remarks({ others, undecided, path }: PlotSeries, lines: number, skipped: number): string {
  const said: string[] = [];
  if (lines === 0) said.push(texts.noneYet(path));
  if (others > 0) said.push(texts.others(others));
  if (skipped > 0) said.push(texts.sample);
  if (undecided > 0) said.push(texts.undecided(undecided));
  return said.join(' ');
}

/** No more rights than needed, in a room and in a bucket. */
import { unit } from '../guard-of.mjs';

const GRANTS = 'src/engine/sessions/grants.ts';
const grant = unit('src/engine/sessions/grants.test.ts', 'a grant is for one room');

/** @type {readonly import('../list.mjs').Mutation[]} */
export const rights = [
  {
    name: 'grant-publish-data',
    point: 'LiveKit grants',
    edits: [{ file: GRANTS, from: 'canPublishData: false,', to: 'canPublishData: true,' }],
    guard: grant,
  },
  {
    name: 'grant-publish',
    point: 'LiveKit grants',
    edits: [{ file: GRANTS, from: 'canPublish: false,', to: '' }],
    guard: grant,
  },
  {
    name: 'grant-hidden',
    point: 'LiveKit grants',
    edits: [{ file: GRANTS, from: 'hidden: true,', to: 'hidden: false,' }],
    guard: grant,
  },
  {
    name: 'grant-one-room',
    point: 'LiveKit grants',
    edits: [
      { file: GRANTS, from: 'recorder: true,', to: 'recorder: true,\n        roomAdmin: true,' },
    ],
    guard: unit(
      'src/engine/sessions/grants.test.ts',
      'a grant carries no right that was not meant',
    ),
  },
  {
    name: 'grant-of-syncflow',
    point: 'LiveKit grants',
    edits: [
      {
        file: 'src/engine/syncflow/client.ts',
        from: 'canPublishData: false,',
        to: 'canPublishData: true,',
      },
    ],
    guard: unit('src/engine/syncflow/client.test.ts', 'a token is asked for with every grant'),
  },
  {
    name: 's3-deletes',
    point: 'bucket: no delete',
    edits: [
      {
        file: 'src/engine/uploads/s3-destination.ts',
        from: '      if (found !== text)',
        to: '      await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));\n      if (found !== text)',
      },
      {
        file: 'src/engine/uploads/s3-destination.ts',
        from: 'import { PutObjectCommand, type',
        to: 'import { DeleteObjectCommand, PutObjectCommand, type',
      },
    ],
    guard: unit('src/engine/uploads/never-deletes.test.ts', 'no request of ours deletes'),
  },
  {
    name: 's3-overwrites',
    point: 'bucket: If-None-Match',
    edits: [
      {
        file: 'src/engine/uploads/s3-conditions.ts',
        from: "if (traits.conditions === 'kept') return send({ IfNoneMatch: '*' });",
        to: "if (traits.conditions === 'kept') return send({});",
      },
    ],
    guard: unit(
      'src/engine/uploads/s3-destination.test.ts',
      'another object of that name is never overwritten',
    ),
  },
  {
    name: 's3-overwrites-small',
    point: 'bucket: If-None-Match',
    edits: [
      {
        file: 'src/engine/uploads/s3-put-small.ts',
        from: '(condition.IfNoneMatch === undefined ? {} :',
        to: "(condition.IfNoneMatch === '*' ? {} :",
      },
    ],
    guard: unit(
      'src/engine/uploads/s3-destination.test.ts',
      'another object of that name is never overwritten',
    ),
  },
  {
    name: 'folder-overwrites',
    point: 'folder: never overwritten',
    edits: [
      {
        file: 'src/engine/recording/durable-write.ts',
        from: 'await link(from, to);\n    await unlink(from);',
        to: 'await rename(from, to);',
      },
    ],
    guard: unit('src/engine/recording/durable-write.test.ts', 'a new name takes nothing away'),
  },
];

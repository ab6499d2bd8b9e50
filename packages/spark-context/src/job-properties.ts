import { JOB_GROUP, JOB_TAGS } from '@firesteel/dag-scheduler'

/** Local properties that say what a job belongs to and how it ends. */
export const JobProperty = {
  group: JOB_GROUP,
  description: 'spark.job.description',
  interruptOnCancel: 'spark.job.interruptOnCancel',
  tags: JOB_TAGS,
} as const

/** The tags in a property's text, in the order in which they were added. */
export const tagsOf = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : text.split(',')

/** Tags as a property's text; undefined for none. */
export const tagsText = (tags: readonly string[]): string | undefined =>
  tags.length === 0 ? undefined : tags.join(',')

/** `tag`, if it can be one. Throws a TypeError for an empty one and for one with a comma in it. */
export function checkedTag(tag: string): string {
  if (typeof tag !== 'string' || tag === '' || tag.includes(',')) {
    throw new TypeError(
      `a job tag is a text that is not empty and has no comma in it, got ${JSON.stringify(tag)}`,
    )
  }
  return tag
}

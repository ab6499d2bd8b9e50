/**
 * What follows when something in one state is told that it is now in another: the new state,
 * `ignore` (a repetition, or news that came too late) or `reject` (a defect of the sender).
 * Total on purpose: a new state does not compile until every cell is filled.
 */
export type Transitions<State extends string> = Readonly<
  Record<State, Readonly<Record<State, State | 'ignore' | 'reject'>>>
>

/** The state that follows, or undefined when the table says `ignore` or `reject`. */
export function moved<State extends string>(
  table: Transitions<State>,
  from: State,
  to: State,
): State | undefined {
  const next = table[from][to]
  return next === 'ignore' || next === 'reject' ? undefined : (next as State)
}

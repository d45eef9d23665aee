// Reads {from, to, text} for each line and answers with the open intervals, as milliseconds. Run with TZ set:
// this engine knows no zone but the process's own.
import { createInterface } from "node:readline";
import OpeningHours from "opening_hours";

for await (const line of createInterface({ input: process.stdin })) {
  const { from, to, text } = JSON.parse(line);
  let answer;
  try {
    const intervals = new OpeningHours(text, null).getOpenIntervals(new Date(from), new Date(to));
    answer = intervals.filter(([, , unknown]) => !unknown).map(([start, end]) => [+start, +end]);
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}

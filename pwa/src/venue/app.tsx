import { said } from "./state.ts";
import { Busy } from "./elements/notice.tsx";

export function App() {
  return (
    <>
      <Busy />
      <p class="unseen" role="status">{said}</p>
    </>
  );
}

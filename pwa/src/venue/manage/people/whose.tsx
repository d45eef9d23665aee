interface Props {
  organisations: { id: number; name: string }[];
  chosen: number;
  onChange: (id: number) => void;
}

/** Only where there is a choice. */
export function Whose({ organisations, chosen, onChange }: Props) {
  if (organisations.length < 2) return null;
  return (
    <div class="field">
      <label for="organisation">Organisation</label>
      <select id="organisation" value={chosen} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {organisations.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </div>
  );
}

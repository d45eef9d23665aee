/** What a place may have, in the public's words; the same as `backend/venues/choices.py`. */
export const SERVICE_WORDS: Record<string, string> = {
  first_aid: "First aid",
  water: "Water",
  hot_drink: "Hot drinks",
  phone_charging: "Phone charging",
  flip_flops: "Flip-flops",
  safe_waiting: "Somewhere safe to wait",
  call_a_contact: "Help to call someone you know",
  taxi_help: "Help to get a licensed taxi",
  report_help: "Help to report to the police",
  anti_spiking: "Anti-spiking aids",
  personal_alarm: "Personal alarms",
  signposting: "Advice on where to get help",
  supervised_recovery: "Somewhere to recover, with someone watching over you",
  toilets: "Toilets",
  ask_for_angela: "Says it takes part in Ask for Angela",
  help_at_door: "Help is given at the door after last entry",
};

/** Reminders to a payer (催缴提醒) around the due day; each is told once per party and due day, over all units and bills. */
export const reminderTypes = { notice: 'dunning.notice', due: 'dunning.due', message: 'dunning.message' } as const;
export type ReminderKind = keyof typeof reminderTypes;

/** Told to the heads of a project when the limitation of a household's bills is near (L20). */
export const limitationType = 'dunning.limitation';

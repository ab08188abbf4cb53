import { contract } from '../../cases/contract.ts';
import { Absorption, Alert, Reception, Registration } from './inputs.ts';
import type { Complaint } from './record.ts';

/**
 * What others know of a complaint (投诉): patrols and disputed bills open one by `register`; what came in earlier as something else is opened by `receive`, with its own
 * time. `absorb` and `alert` are what complaints ask of each other.
 */
export const complaint = contract<Complaint>()({
  name: 'complaint',
  title: '投诉单',
  commands: { register: Registration, receive: Reception, absorb: Absorption, alert: Alert },
});

export { personsNamed, respondents } from './people.ts';

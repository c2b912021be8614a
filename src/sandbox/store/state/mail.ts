// Mail that was sent through Graph: what the outside of an envelope says.
import * as z from "zod";
import { text, texts, when } from "./primitives.js";

export const sentMailSchema = z.strictObject({
  id: text,
  /** The user from whose mailbox it went. */
  senderId: text,
  subject: text,
  recipients: texts,
  sentDateTime: when,
});

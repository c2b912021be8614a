// Sending mail ("user: sendMail"). Nothing leaves the sandbox: it keeps to whom what was sent, not what it said.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { wholeSeconds } from "../on-premises/cycle.js";
import { type Answer, param } from "../routes.js";
import { type Person, userByKey } from "../store/people.js";
import type { GraphCall, GraphRoute } from "./graph-call.js";
import { GraphError } from "./graph-error.js";
import { checkedValue, missing, writtenBody } from "./written-body.js";

const MOST_KEPT = 100;
/** "Exchange Online limits": recipients of one message. */
const MOST_RECIPIENTS = 500;

const recipientSchema = z.strictObject({
  emailAddress: z.strictObject({
    address: z.string().regex(/^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/u),
    name: z.string().max(256).nullish(),
  }),
});
const recipientsSchema = z.array(recipientSchema).nullish();

const messageSchema = z.strictObject({
  subject: z.string().max(255).nullish(),
  body: z
    .strictObject({
      contentType: z
        .string()
        .regex(/^(?:text|html)$/iu)
        .optional(),
      content: z.string().nullish(),
    })
    .nullish(),
  toRecipients: recipientsSchema,
  ccRecipients: recipientsSchema,
  bccRecipients: recipientsSchema,
  replyTo: recipientsSchema,
  importance: z.enum(["low", "normal", "high"]).nullish(),
  isDeliveryReceiptRequested: z.boolean().nullish(),
  isReadReceiptRequested: z.boolean().nullish(),
});

/** Names of parameters are compared without regard to case. */
const bodySchema = z.strictObject({ message: z.unknown().optional(), savetosentitems: z.boolean().nullish() });

const KIND = {
  resource: "Message",
  notTaken: [
    ...["attachments", "from", "sender", "internetMessageHeaders", "flag", "categories", "extensions"],
    ...["singleValueExtendedProperties", "multiValueExtendedProperties", "inferenceClassification", "mentions"],
  ],
};

export const mailRoutes: readonly GraphRoute[] = [
  {
    method: "POST",
    path: "/me/sendMail",
    note: "202",
    handle: (call) => {
      if (call.caller.kind === "application") {
        throw new GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
      }
      return sendMail(call, call.caller.principalId);
    },
  },
  {
    method: "POST",
    path: "/users/:id/sendMail",
    note: "any mailbox for applications, one's own for users, 202",
    handle: (call) => sendMail(call, param(call, "id")),
  },
];

function sendMail(call: GraphCall, key: string): Answer {
  const sender = mailboxOf(call, key);
  const written = call.body.kind === "json" ? lowerCaseNames(call.body.value) : undefined;
  const { message } = writtenBody({ ...call, body: { kind: "json", value: written } }, bodySchema, {
    resource: "SendMail",
  });
  if (message === undefined || message === null) throw missing("Message", "SendMail");
  const wanted = checkedValue(messageSchema, message, KIND);
  const recipients = [wanted.toRecipients, wanted.ccRecipients, wanted.bccRecipients]
    .flatMap((list) => list ?? [])
    .map((one) => one.emailAddress.address);
  if (recipients.length === 0) {
    throw new GraphError(
      400,
      "ErrorInvalidRecipients",
      "At least one recipient is not valid., Recipients are missing.",
    );
  }
  if (recipients.length > MOST_RECIPIENTS) {
    throw new GraphError(400, "ErrorInvalidRecipients", "The number of recipients exceeds the limit.");
  }
  call.world.store.change((draft) => {
    draft.sentMail.push({
      id: randomUUID(),
      senderId: sender.id,
      subject: wanted.subject ?? "",
      recipients,
      sentDateTime: wholeSeconds(call.now),
    });
    if (draft.sentMail.length > MOST_KEPT) draft.sentMail = draft.sentMail.slice(-MOST_KEPT);
  });
  return { status: 202 };
}

/** That users with an address have a mailbox, and no others, is the sandbox's choice. */
function mailboxOf(call: GraphCall, key: string): Person {
  const user = userByKey(call.tenant, key);
  if (user === undefined) {
    throw new GraphError(404, "ErrorInvalidUser", `The requested user '${key.slice(0, 200)}' is invalid.`);
  }
  if (call.caller.kind === "user" && call.caller.principalId !== user.id) {
    throw new GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
  }
  if (user.mail === null) {
    throw new GraphError(
      404,
      "MailboxNotEnabledForRESTAPI",
      "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
    );
  }
  return user;
}

function lowerCaseNames(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]));
}

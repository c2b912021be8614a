import { type Check, cannotTell } from "./check.js";

/** Named in Graph's schema for the feature of v1.0. */
const FLAG = "allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled";

export const hardMatch: Check = {
  id: "SYNC-033",
  title: "Hard match",
  why: "While it is allowed, whoever writes Active Directory can take over an object of the cloud by its source anchor.",
  link: "https://learn.microsoft.com/graph/api/resources/onpremisesdirectorysynchronizationfeature",
  judge: ({ snapshot: { organization, settings } }) => {
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (settings.state === "unknown") return cannotTell(settings);
    const flag = settings.value?.features[FLAG];
    if (flag === undefined)
      return {
        result: "unknown",
        evidence: `Graph does not tell ${FLAG}.`,
        remedy: "Read the features of /directory/onPremisesSynchronization as a Global Administrator.",
      };
    if (!flag)
      return { result: "pass", evidence: "Source anchors of objects that are matched already cannot be changed." };
    return {
      result: "fail",
      severity: "warning",
      evidence: `${FLAG} is on: source anchors of objects that are matched already can be changed.`,
      remedy:
        "Once the objects that needed it are matched anew, switch it off again (PATCH /directory/onPremisesSynchronization).",
    };
  },
};

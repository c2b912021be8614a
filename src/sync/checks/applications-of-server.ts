import { type Check, cannotTell } from "./check.js";

export const applicationsOfServer: Check = {
  id: "SYNC-015",
  title: "Applications of one server",
  why: "A server uses one application; others of its name are left from set-ups that failed, or from an earlier installation.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  judge: ({ identities }) => {
    if (identities.state === "unknown") return cannotTell(identities);
    const applications = identities.value.filter(({ kind }) => kind === "application");
    if (applications.length === 0) return { result: "not-applicable", evidence: "No application synchronises." };
    const servers = new Set(applications.flatMap(({ server }) => server?.toLowerCase() ?? []));
    const several = [...servers]
      .map((server) => applications.filter((one) => one.server?.toLowerCase() === server))
      .filter((own) => own.length > 1);
    if (several.length === 0) return { result: "pass", evidence: "No server has more than one." };
    return {
      result: "fail",
      severity: "warning",
      evidence: several.map((own) => own.map(({ name }) => name).join(", ")).join("; "),
      remedy: "Find out which one the server uses (its sign-ins), and delete the others in the Entra admin center.",
    };
  },
};

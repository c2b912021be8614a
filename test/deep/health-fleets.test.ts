// Over ten thousand made-up lists no plan of cleanup-health removes what must stay.
import { tryHealthLists } from "../properties/health-properties.js";

tryHealthLists(10_000, 10_000);

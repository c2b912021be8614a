// Over made-up lists no plan of cleanup-health removes what must stay. More of them are among the deep tests.
import { tryHealthLists } from "./health-properties.js";

tryHealthLists(400, 100);

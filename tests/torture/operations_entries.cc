// One entry, from what it was found to be to what follows: all tables at once.
#include "store/accounting.h"
#include "store/admission.h"
#include "store/success.h"
#include "torture/operations.h"

namespace errwatch::torture {
namespace {

using namespace store;

const BlockPolicy kPolicy;
const CrawlerList& Crawlers() {
  static const CrawlerList list{{{"Googlebot", {"googlebot.com"}}}};
  return list;
}

Charge ChargeOf() {
  static const Limits limits = DefaultLimits();
  Charge charge;
  charge.limits = &limits;
  charge.block = &kPolicy;
  charge.scope = kScope;
  charge.scope_index = 3;
  charge.entry_events = true;
  charge.crawlers = &Crawlers();
  charge.verify_crawlers = true;
  charge.anomalies = true;
  return charge;
}

Entry EntryOf(std::string_view uri) {
  Entry entry;
  entry.message = "AH00128: File does not exist";
  entry.uri = uri;
  entry.method = "GET";
  entry.vhost = "www.example.org";
  entry.status = 404;
  entry.log_id = 128;
  return entry;
}
Classification What(Category category, uint16_t cost) {
  Classification what;
  what.category = category;
  what.cost = cost;
  what.rule = what.rules[0] = 2101;
  what.rule_count = 1;
  return what;
}
Outcome Post(const Doing& doing, const Entry& entry, Category category, uint16_t cost,
             RequestLedger* request = nullptr) {
  return Account(doing.segment, entry, What(category, cost), doing.Address(), ChargeOf(), request, doing.now);
}
void Want(Doing& doing) { doing.segment.journal().WantUntil({doing.now.value + 1'000'000}); }
constexpr std::string_view kNames[] = {"/alpha.php", "/beta.php",  "/gamma.cgi", "/delta.asp",
                                       "/eta.jsp",   "/theta.php", "/iota.cgi",  "/kappa.asp"};
// Up to the last entry before the block.
void PrepareNearlyBlocked(Doing& doing) {
  Want(doing);
  Post(doing, EntryOf(kNames[0]), Category::kMalwareUpload, 9);
}

Entry LogIn(bool authenticated) {
  Entry entry = EntryOf("/private/");
  entry.message = "AH01617: user alice: authentication failure for \"/private/\"";
  entry.log_id = 1617;
  entry.status = authenticated ? 200 : 401;
  entry.user = "alice";
  entry.credentials = "Basic alice:guess";
  entry.authenticated = authenticated;
  return entry;
}
void PrepareGuesses(Doing& doing) {
  Want(doing);
  for (const std::string_view password :
       {"Basic alice:a", "Basic alice:b", "Basic alice:c", "Basic alice:d"}) {
    Entry entry = LogIn(false);
    entry.credentials = password;
    RequestLedger request;
    Post(doing, entry, Category::kAuthFailure, 1, &request);
  }
}

std::vector<Operation> Entries() {
  return {
      {"entry of a new client", Want,
       [](const Doing& d) { Post(d, EntryOf(kNames[1]), Category::kVulnScan, 2); }},
      {"entry of a client that is known",
       [](Doing& d) {
         Want(d);
         Post(d, EntryOf(kNames[0]), Category::kVulnScan, 2);
       },
       [](const Doing& d) { Post(d, EntryOf(kNames[1]), Category::kVulnScan, 2); }},
      {"entry that blocks", PrepareNearlyBlocked,
       [](const Doing& d) { Post(d, EntryOf(kNames[1]), Category::kMalwareUpload, 9); },
       // Killed between the pour that overflowed and the block: it takes as many entries once more.
       Who::kAnyone, ":until|:strikes"},
      {"entry of a blocked client",
       [](Doing& d) {
         PrepareNearlyBlocked(d);
         Post(d, EntryOf(kNames[1]), Category::kMalwareUpload, 9);
       },
       [](const Doing& d) { Post(d, EntryOf(kNames[2]), Category::kMalwareUpload, 9); }},
      {"entry that is evidence of nothing", Want,
       [](const Doing& d) { Post(d, EntryOf(kNames[1]), Category::kBenign, 0); }},
      {"entry of the server", Want,
       [](const Doing& d) {
         Account(d.segment, EntryOf(kNames[1]), What(Category::kResourceExhaustion, 1), ClientAddress(),
                 ChargeOf(), nullptr, d.now);
       }},
      {"failed log-in", Want,
       [](const Doing& d) {
         RequestLedger request;
         Post(d, LogIn(false), Category::kAuthFailure, 1, &request);
       }},
      {"log-in after failed ones", PrepareGuesses,
       [](const Doing& d) { AccountSuccess(d.segment, LogIn(true), d.Address(), ChargeOf(), d.now); }},
      {"response of a visitor", Want,
       [](const Doing& d) {
         Entry entry = EntryOf("/index.html");
         entry.status = 200;
         AccountSuccess(d.segment, entry, d.Address(), ChargeOf(), d.now);
       }},
      {"entry before its answer", Want,
       [](const Doing& d) {
         RequestLedger request;
         AccountEarly(d.segment, EntryOf(kNames[1]), What(Category::kSqlInjection, 3), d.Address(),
                      ChargeOf(), request, d.now);
         Post(d, EntryOf(kNames[1]), Category::kSqlInjection, 3, &request);
         AccountAnswer(d.segment, d.Address(), kScope, request, 404);
       }},
      {"claim of a crawler", Want,
       [](const Doing& d) {
         Entry entry = EntryOf("/index.html");
         entry.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
         AccountClaim(d.segment, entry, d.Address(), ChargeOf(), d.now);
       }},
      {"entry that is charged to nobody", [](Doing&) {},
       [](const Doing& d) { Admit(IdentityKind::kBackend, d.segment.counters()); }},
  };
}

}  // namespace

std::vector<Operation> EntryOperations() { return Entries(); }

}  // namespace errwatch::torture

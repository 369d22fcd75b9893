// Small tables beside the clients: counters, rules, templates of messages, peers, crawlers.
#include "torture/operations.h"

namespace errwatch::torture {
namespace {

using namespace store;

void Nothing(Doing&) {}
void Message(const Doing& doing, LogId id) {
  doing.segment.message_templates().Note(id, id, "AH00128: File does not exist: /a", Level::kInfo, doing.now);
}

std::vector<Operation> Counts() {
  return {
      {"count", Nothing, [](const Doing& d) { d.segment.counters().Add(Counter::kRequests); }},
      {"count a category", Nothing, [](const Doing& d) { d.segment.counters().AddCategory(Category::kXss); }},
      {"timeline, a minute that begins", Nothing,
       [](const Doing& d) { d.segment.timeline().Note(Counter::kBlocks, d.now); }},
      {"timeline, the same minute", [](Doing& d) { d.segment.timeline().Note(Counter::kBlocks, d.now); },
       [](const Doing& d) { d.segment.timeline().Note(Counter::kBlocks, d.now); }},
      {"hit of a new rule", Nothing, [](const Doing& d) { d.segment.rules().Hit(2101, d.now); }},
      {"hit of a rule", [](Doing& d) { d.segment.rules().Hit(2101, d.now); },
       [](const Doing& d) { d.segment.rules().Hit(2101, d.now); }},
      {"claim an incident of a rule", [](Doing& d) { d.segment.rules().Hit(2101, d.now); },
       [](const Doing& d) { d.segment.rules().ClaimIncident(2101, 6000, d.now); }},
      {"note a template", Nothing,
       [](const Doing& d) { d.segment.templates().Note(77, d.client, false, d.now); }},
      {"note a template that spreads",
       [](Doing& d) {
         for (uint64_t i = 0; i < 40; ++i) {
           if (d.segment.templates().Note(77, i * 0x9E37'79B9'7F4A'7C15, false, d.now) !=
               Templates::Spread::kFew)
             break;
         }
       },
       [](const Doing& d) { d.segment.templates().Note(77, 0x1234'5678'9ABC'DEF0, true, d.now); }},
      {"template whose window is over",
       [](Doing& d) {
         for (uint64_t i = 0; i < 10; ++i)
           d.segment.templates().Note(77, i * 0x9E37'79B9'7F4A'7C15, false, d.now);
         d.now = {d.now.value + Templates::kWindow + 1};
       },
       [](const Doing& d) { d.segment.templates().Note(77, 5, false, d.now); }},
      {"a new message template", Nothing, [](const Doing& d) { Message(d, 128); }, Who::kAnyone,
       ":text"},  // of whoever has begun to write it: ten seconds later
      {"a message template", [](Doing& d) { Message(d, 128); }, [](const Doing& d) { Message(d, 128); }},
      {"a message template instead of another",
       [](Doing& d) {
         for (LogId id = 1; id <= 128 * 8; ++id) Message(d, id);
         d.now = {d.now.value + 100'000};
       },
       [](const Doing& d) { Message(d, 9000); }, Who::kAnyone, ":text"},
  };
}

const CrawlerList& Crawlers() {
  static const CrawlerList list{{{"Googlebot", {"googlebot.com"}}}};
  return list;
}
CrawlerClaims::Known Ask(const Doing& doing) {
  return doing.segment.crawler_claims().Ask(doing.Address(), Crawlers(), Crawlers().all()[0], doing.now);
}
bool Answer(const Doing& doing, CrawlerClaim claim) {
  CrawlerClaims claims = doing.segment.crawler_claims();
  for (uint32_t row = 0; row < kCrawlerClaims; ++row) {
    if (const auto question = claims.At(row, Crawlers(), doing.now))
      return claims.Answer(*question, claim, doing.now);
  }
  return false;
}

std::vector<Operation> Claims() {
  return {
      {"claim to be a crawler", Nothing, [](const Doing& d) { Ask(d); }},
      {"answer to a claim", [](Doing& d) { Ask(d); },
       [](const Doing& d) { Answer(d, CrawlerClaim::kVerified); }},
      {"charge for a false claim",
       [](Doing& d) {
         Ask(d);
         Answer(d, CrawlerClaim::kFalse);
       },
       [](const Doing& d) { d.segment.crawler_claims().TakeCharge(Ask(d)); }},
  };
}

void Forward(const Doing& doing, uint32_t client) {
  doing.segment.proxy_peers().NoteForwarded(doing.Address(), AddressOf(client), doing.now);
}
NearPeers::Request From(uint64_t voice, bool forwarded) {
  return {true, forwarded, false, false, voice, false};
}
void Near(const Doing& doing, uint64_t voice, bool forwarded = false) {
  doing.segment.near_peers().Note(doing.Address(), From(voice, forwarded), doing.now);
}
void PrepareProxy(Doing& doing) {
  for (uint32_t i = 0; i < 40; ++i) Forward(doing, 100 + i);
}
void PrepareNear(Doing& doing) {
  for (uint64_t i = 0; i < 40; ++i) Near(doing, 1 + i * 0x9E37'79B9'7F4A'7C15, true);
}

std::vector<Operation> Peers() {
  return {
      {"first forwarded request of a peer", Nothing, [](const Doing& d) { Forward(d, 100); }},
      {"forwarded request", PrepareProxy, [](const Doing& d) { Forward(d, 200); }},
      {"request of a peer's own", PrepareProxy,
       [](const Doing& d) { d.segment.proxy_peers().NoteOwn(d.Address(), d.now); }},
      {"shield of a peer", PrepareProxy,
       [](const Doing& d) { d.segment.proxy_peers().TakeShield(d.Address(), d.now); }},
      {"forget a peer", PrepareProxy, [](const Doing& d) { d.segment.proxy_peers().Forget(d.Address()); }},
      {"forwarded request of the next hour",
       [](Doing& d) {
         PrepareProxy(d);
         d.now = After(d.now, Milliseconds(3'600'000));
       },
       [](const Doing& d) { Forward(d, 200); }},
      {"first request of a near address", Nothing, [](const Doing& d) { Near(d, 77); }},
      {"request of a near address", PrepareNear, [](const Doing& d) { Near(d, 77, true); }},
      {"request of a near address in the next hour",
       [](Doing& d) {
         PrepareNear(d);
         d.now = After(d.now, Milliseconds(3'600'000));
       },
       [](const Doing& d) { Near(d, 77); }},
      {"pass of a near address", [](Doing& d) { Near(d, 77); },
       [](const Doing& d) { d.segment.near_peers().TakePass(d.Address(), From(78, false), d.now); }},
      {"tell of a near proxy", PrepareNear,
       [](const Doing& d) { d.segment.near_peers().TakeTelling(d.Address(), d.now); }},
  };
}

std::vector<Operation> Header() {
  return {
      {"register a scope", Nothing, [](const Doing& d) { d.segment.RegisterScope("shop.example.org"); },
       Who::kOne},
      {"state of the file", Nothing,
       [](const Doing& d) {
         d.segment.SetFileState({FileCondition::kTruncated, 0});
       },
       Who::kOne},
      {"engines in use", Nothing,
       [](const Doing& d) {
         EnginesInUse engines;
         engines.Add(Engine::kOn);
         const EnginesInUse all[] = {engines, engines};
         d.segment.SetEngines(all);
       },
       Who::kOne},
      {"models were read", Nothing, [](const Doing& d) { d.segment.SetModelsRead(d.now); }, Who::kOne},
  };
}

}  // namespace

std::vector<Operation> TableOperations() {
  std::vector<Operation> all = Counts();
  for (const auto& more : {Claims(), Peers(), Header()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace errwatch::torture

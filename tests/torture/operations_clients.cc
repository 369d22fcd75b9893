// The table of clients.
#include "torture/operations.h"

namespace errwatch::torture {
namespace {

using namespace store;

constexpr BucketShape kTen{10, 60'000};
constexpr uint32_t kUnit = kQuantaPerUnit;
const Limit kLimit{kTen, Milliseconds(-1)};
const BlockPolicy kPolicy;

void PourInto(const Doing& doing, uint32_t client, uint8_t tag, uint32_t units) {
  doing.segment.clients().Pour(doing.KeyOf(client), tag, units * kUnit, kTen, doing.now);
}
void Score(const Doing& doing, uint32_t client, uint32_t units) {
  PourInto(doing, client, kXssTag, units);
  PourInto(doing, client, kAnyTag, units);
}
void BlockOne(const Doing& doing, uint32_t client, BlockKind kind = {}) {
  doing.segment.clients().Block(doing.KeyOf(client), kXssTag, kLimit, kPolicy, kind, doing.now, nullptr);
}
// One set has eight ways, of which bystanders have three.
void FillSet(const std::function<void(uint32_t client)>& put) {
  for (uint32_t client = 10; client < 15; ++client) put(client);
}
void Pour(const Doing& doing) { PourInto(doing, doing.client, kXssTag, 1); }
void Nothing(Doing&) {}
void PrepareScored(Doing& doing) { Score(doing, doing.client, 3); }
void PrepareBlocked(Doing& doing) {
  Score(doing, doing.client, 3);
  BlockOne(doing, doing.client);
}
void PrepareFull(Doing& doing) {
  FillSet([&](uint32_t client) { Score(doing, client, client - 9); });
}

std::vector<Operation> Pours() {
  return {
      {"pour, a new client", Nothing, Pour},
      {"pour, a client that is known", PrepareScored, Pour},
      {"pour into any", PrepareScored, [](const Doing& d) { PourInto(d, d.client, kAnyTag, 1); }},
      {"pour that overflows", [](Doing& d) { PourInto(d, d.client, kXssTag, 9); }, Pour},
      {"pour of a sixth category",
       [](Doing& d) {
         for (uint8_t tag = 2; tag <= 6; ++tag) PourInto(d, d.client, tag, tag);
       },
       [](const Doing& d) { PourInto(d, d.client, 8, 1); }},
      {"pour that evicts a client", PrepareFull, Pour},
      {"pour that evicts a visitor",
       [](Doing& d) {
         FillSet([&](uint32_t client) { d.segment.clients().NoteSuccess(d.KeyOf(client), 0, d.now); });
       },
       Pour},
      {"pour that evicts a blocked client",
       [](Doing& d) {
         FillSet([&](uint32_t client) {
           Score(d, client, 2);
           BlockOne(d, client);
         });
         BlockOne(d, kScored);
       },
       Pour},
      {"pour without room",
       [](Doing& d) {
         for (const uint32_t client : {kBlocked, kScored, 10U, 11U, 12U, 13U, 14U})
           d.segment.clients().BlockByHand(d.KeyOf(client), 0, {d.now.value + 100'000}, d.now);
       },
       Pour},
      {"touch", PrepareScored, [](const Doing& d) { d.segment.clients().Touch(d.Key(), 7, 3, d.now); }},
      {"count a denial", PrepareBlocked,
       [](const Doing& d) { d.segment.clients().CountDenial(d.Key(), d.now); }},
      {"take back", PrepareScored,
       [](const Doing& d) { d.segment.clients().TakeBack(d.Key(), kXssTag, kUnit, kTen, d.now); }},
  };
}

std::vector<Operation> Blocks() {
  return {
      {"block", PrepareScored, [](const Doing& d) { BlockOne(d, d.client); }},
      {"block a client that is not known", Nothing, [](const Doing& d) { BlockOne(d, d.client); }},
      {"block instead of a detection",
       [](Doing& d) {
         BlockKind detects;
         detects.detection_only = true;
         BlockOne(d, d.client, detects);
       },
       [](const Doing& d) { BlockOne(d, d.client); }},
      {"block once more",
       [](Doing& d) {
         PrepareBlocked(d);
         d.now = After(d.now, kPolicy.base + Milliseconds(1000));
       },
       [](const Doing& d) { BlockOne(d, d.client); }},
      {"block by hand", Nothing,
       [](const Doing& d) { d.segment.clients().BlockByHand(d.Key(), 2, {d.now.value + 5000}, d.now); }},
      {"block by hand in a full set", PrepareFull,
       [](const Doing& d) { d.segment.clients().BlockByHand(d.Key(), 2, {d.now.value + 5000}, d.now); }},
      {"insert", PrepareFull, [](const Doing& d) { d.segment.clients().Insert(d.Key(), 2, d.now); }},
      {"unblock", PrepareBlocked, [](const Doing& d) { d.segment.clients().Unblock(d.Key(), d.now); }},
      {"unblock unless by hand", PrepareBlocked,
       [](const Doing& d) { d.segment.clients().UnblockUnlessByHand(d.Key(), d.now); }},
      {"announce the end of a block",
       [](Doing& d) {
         PrepareBlocked(d);
         d.now = After(d.now, kPolicy.base + Milliseconds(1000));
       },
       [](const Doing& d) { d.segment.clients().SweepExpired(0, 64, d.now, [](const ClientView&) {}); }},
  };
}

void NoteTarget(const Doing& doing, bool laid) {
  OwnClasses own;
  doing.segment.clients().NoteTarget(doing.Key(), 77, 99, laid, &own, doing.now);
}

std::vector<Operation> Conducts() {
  return {
      {"note a target", Nothing, [](const Doing& d) { NoteTarget(d, false); }},
      {"note a target that a page laid", PrepareScored, [](const Doing& d) { NoteTarget(d, true); }},
      {"note a failure", PrepareScored,
       [](const Doing& d) { d.segment.clients().NoteFailure(d.Key(), d.now); }},
      {"note a success", PrepareScored,
       [](const Doing& d) { d.segment.clients().NoteSuccess(d.Key(), 1, d.now); }},
      {"note a success of a newcomer", PrepareFull,
       [](const Doing& d) { d.segment.clients().NoteSuccess(d.Key(), 1, d.now); }},
      {"note a failed name", PrepareScored,
       [](const Doing& d) { d.segment.clients().NoteFailedName(d.Key(), 77, d.now); }},
      {"note a name that was tried again",
       [](Doing& d) {
         PrepareScored(d);
         d.segment.clients().NoteFailedName(d.Key(), 77, d.now);
       },
       [](const Doing& d) { d.segment.clients().NoteTriedName(d.Key(), 77, d.now); }},
      {"forgive a name",
       [](Doing& d) {
         PrepareScored(d);
         for (int i = 0; i < 3; ++i) d.segment.clients().NoteFailedName(d.Key(), 77, d.now);
       },
       [](const Doing& d) { d.segment.clients().ForgiveName(d.Key(), 77, kXssTag, kTen, d.now); }},
  };
}

}  // namespace

std::vector<Operation> ClientOperations() {
  std::vector<Operation> all = Pours();
  for (const std::vector<Operation>& more : {Blocks(), Conducts()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace errwatch::torture

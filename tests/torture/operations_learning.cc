// What many clients do together, what is usual, and what a site's requests look like.
#include "anomaly/request_parts.h"
#include "torture/operations.h"

namespace errwatch::torture {
namespace {

using namespace store;

constexpr uint64_t kSpread = 0x9E37'79B9'7F4A'7C15;
constexpr uint64_t kTarget = 0xABCD'EF01'2345'674D;

void Nothing(Doing&) {}
void Guess(const Doing& doing, uint64_t number) {
  CrowdEntry entry;
  entry.print = kTarget;
  entry.client = number * kSpread >> 8;
  entry.different = number * kSpread;
  entry.partner = 99;
  entry.address = AddressOf(static_cast<uint32_t>(number * 256));
  entry.category = Category::kAuthFailure;
  entry.vhost = "www.example.org";
  entry.text = "alice";
  doing.segment.crowds().Note(entry, doing.now);
}
void PrepareCrowd(Doing& doing) {
  for (uint64_t i = 1; i <= 80; ++i) Guess(doing, i);
}
void PrepareAttack(Doing& doing) {
  PrepareCrowd(doing);
  doing.segment.crowds().TakeNews(doing.now);
}

// Rows of others, whom nobody asked for any more, in all places that a target may have.
void PrepareFormer(Doing& doing) {
  for (uint64_t i = 0; i < 16; ++i) {
    CrowdEntry entry;
    entry.print = ((i + 1) << 40) + (kTarget + i) % 256;
    entry.client = entry.different = entry.print * kSpread;
    entry.address = AddressOf(static_cast<uint32_t>(i * 256));
    entry.category = Category::kAuthFailure;
    entry.vhost = "www.example.net";
    entry.text = "former";
    doing.segment.crowds().Note(entry, doing.now);
  }
  doing.now = After(doing.now, Milliseconds(24 * 3'600'000));
}
// ... and enough that the target is told of.
void GuessUntilTold(const Doing& doing) {
  for (uint64_t i = 1; i <= 80; ++i) Guess(doing, i);
}

std::vector<Operation> Crowds() {
  return {
      {"entry at a target in another's place", PrepareFormer, GuessUntilTold},
      {"first entry at a target", Nothing, [](const Doing& d) { Guess(d, d.client); }},
      {"entry at a target", PrepareCrowd, [](const Doing& d) { Guess(d, 500); }},
      {"entry at a target, ten minutes later",
       [](Doing& d) {
         PrepareCrowd(d);
         d.now = After(d.now, Milliseconds(11 * 60'000));
       },
       [](const Doing& d) { Guess(d, 500); }},
      {"entry at a target that is attacked", PrepareAttack, [](const Doing& d) { Guess(d, 500); }},
      {"judge crowds", PrepareCrowd, [](const Doing& d) { d.segment.crowds().TakeNews(d.now); }},
      {"the end of an attack",
       [](Doing& d) {
         PrepareAttack(d);
         d.now = After(d.now, Milliseconds(30 * 60'000));
       },
       [](const Doing& d) { d.segment.crowds().TakeNews(d.now); }},
      {"log-in as an account that is attacked", PrepareAttack,
       [](const Doing& d) { d.segment.crowds().TakeLogIn(kTarget, 12345, true); }},
  };
}

void Usual(const Doing& doing, TemplateId kind = 128) {
  doing.segment.baselines().Note(kind, "www.example.org", 77 * kSpread, doing.now);
}
void PrepareSlot(Doing& doing) {
  doing.segment.baselines().Judge(doing.now);
  for (TemplateId kind = 128; kind < 132; ++kind) Usual(doing, kind);
  doing.now = After(doing.now, Milliseconds(3'600'000));
}

// Kinds that nobody has met for long, in every row.
void PrepareFormerKinds(Doing& doing) {
  for (TemplateId kind = 1000; kind < 9000; ++kind)
    doing.segment.baselines().Note(kind, "old", 5 * kSpread, doing.now);
  doing.now = After(doing.now, Milliseconds(40LL * 86'400'000));
}

std::vector<Operation> Baselines() {
  return {
      {"entry of a kind in another's place", PrepareFormerKinds, [](const Doing& d) { Usual(d); }},
      {"first entry of a kind", Nothing, [](const Doing& d) { Usual(d); }},
      {"entry of a kind", [](Doing& d) { Usual(d); }, [](const Doing& d) { Usual(d); }},
      {"judge what is usual", PrepareSlot, [](const Doing& d) { d.segment.baselines().Judge(d.now); },
       Who::kOne},
      {"accept what is", PrepareSlot, [](const Doing& d) { d.segment.baselines().Accept(d.now); }, Who::kOne},
  };
}

RequestParts PartsOfOne() {
  Entry entry;
  entry.method = "GET";
  entry.uri = "/shop/basket";
  entry.args = "page=1&sort=price";
  entry.agent = "curl/8";
  entry.status = 200;
  RequestParts parts;
  TakeParts(entry, 0, parts);
  return parts;
}
constexpr uint64_t kModel = 5;
void Claim(Doing& doing) { doing.segment.learning_models().Claim(kModel, doing.now); }
void Learn(const Doing& doing, uint64_t client) {
  if (auto model = doing.segment.learning_models().Claim(kModel, doing.now))
    model->Learn(PartsOfOne().parts(), client * kSpread);
}

std::vector<Operation> Models() {
  return {
      {"claim a model", Nothing, [](const Doing& d) { d.segment.learning_models().Claim(kModel, d.now); },
       Who::kOne},
      {"learn a request", Claim, [](const Doing& d) { Learn(d, d.client); }},
      {"learn a request once more",
       [](Doing& d) {
         Claim(d);
         for (uint64_t i = 10; i < 20; ++i) Learn(d, i);
       },
       [](const Doing& d) { Learn(d, d.client); }},
      {"count a request",
       [](Doing& d) {
         Claim(d);
         for (uint64_t i = 10; i < 20; ++i) Learn(d, i);
       },
       [](const Doing& d) {
         if (auto model = d.segment.learning_models().Claim(kModel, d.now))
           model->Count(PartsOfOne().parts(), d.client * kSpread);
       }},
      {"a model was written", Claim,
       [](const Doing& d) {
         if (auto model = d.segment.learning_models().Claim(kModel, d.now)) model->SetSaved(d.now);
       },
       Who::kOne},
      {"keep no model", Claim, [](const Doing& d) { d.segment.learning_models().KeepOnly({}); }, Who::kOne},
      {"tell of an unusual request", Nothing,
       [](const Doing& d) { d.segment.unusual_told().Take(d.Key().fingerprint, d.now); }},
  };
}

}  // namespace

std::vector<Operation> LearningOperations() {
  std::vector<Operation> all = Crowds();
  for (const auto& more : {Baselines(), Models()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace errwatch::torture

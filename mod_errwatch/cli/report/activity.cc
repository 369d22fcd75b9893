#include "cli/report/activity.h"

#include <algorithm>

#include "base/both_ends.h"
#include "model/secret_text.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kLatestBytes = 2048;  // of each text, before what is secret is taken out

void KeepLatest(const Sighting& sighting, Activity::Latest& latest) {
  latest.time_us = sighting.time_us;
  latest.client = sighting.client;
  latest.category = sighting.category;
  latest.rule = sighting.rule;
  latest.status = sighting.status;
  latest.method.assign(sighting.method.substr(0, kLatestBytes));
  latest.path.assign(sighting.path.substr(0, kLatestBytes));
  latest.query.assign(sighting.query.substr(0, kLatestBytes));
  latest.message.assign(sighting.message.substr(0, kLatestBytes));
  latest.source = sighting.source;
  latest.line = sighting.line;
}

}  // namespace

std::string_view SignName(SignKind kind) {
  switch (kind) {
    case SignKind::kAnswered:
      return "attack_answered";
    case SignKind::kFileServed:
      return "file_served";
    case SignKind::kShellAnswered:
      return "shell_answered";
    case SignKind::kUploadTaken:
      return "upload_taken";
    case SignKind::kUploadUsed:
      return "upload_used";
    case SignKind::kLoggedIn:
      return "logged_in";
    case SignKind::kFormPassed:
      return "form_passed";
  }
  return "";
}

std::string RequestText(const Sighting& sighting) {
  if (sighting.path.empty()) return {};
  std::string text(sighting.method.empty() ? std::string_view() : sighting.method);
  if (!text.empty()) text += ' ';
  text += Shown(sighting.path, TextForm::kPath);
  if (!sighting.query.empty()) text += "?" + Shown(sighting.query, TextForm::kQuery);
  return ShortenedInTheMiddle(text, kKeptBytes);
}

Sample SampleOf(const Sighting& sighting) {
  Sample sample;
  sample.time_us = sighting.time_us;
  sample.client = sighting.client;
  sample.category = sighting.category;
  sample.rule = sighting.rule;
  sample.status = sighting.status;
  sample.request = RequestText(sighting);
  sample.message = ShortenedInTheMiddle(Shown(sighting.message, TextForm::kMessage), kKeptBytes);
  sample.source = sighting.source;
  sample.line = sighting.line;
  return sample;
}

void Activity::Extend(int64_t time_us) {
  if (time_us == kNoTime) return;
  first_us = first_us == kNoTime ? time_us : std::min(first_us, time_us);
  last_us = std::max(last_us, time_us);
}

void Activity::Add(const Sighting& sighting) {
  Extend(sighting.time_us);
  ++entries;
  charged += sighting.charged;
  after_block += sighting.after_block;
  cost += sighting.cost;
  ++categories[static_cast<std::size_t>(sighting.category)];
  if (sighting.joins) Join(*sighting.joins, sighting.joined_target);
  attacked = attacked || (sighting.charged && IsAttack(sighting.category));
  unjudged = unjudged || (sighting.charged && !sighting.judged);
  if (sighting.status != 0) {
    ++answered;
    good += IsGood(sighting.status);
    statuses.Add(sighting.status);
  }
  if (!sighting.path.empty())
    targets.Add(ShortenedInTheMiddle(Shown(sighting.path, TextForm::kPath), kKeptBytes));
  const bool new_rule = !rules.counts().contains(sighting.rule);
  rules.Add(sighting.rule);
  latest.kept = !new_rule || samples.size() >= kMostSamples;
  if (!latest.kept) {
    samples.push_back(SampleOf(sighting));
  } else if (latest.time_us == kNoTime || sighting.time_us >= latest.time_us) {
    KeepLatest(sighting, latest);
  }
}

void Activity::AddSign(Sign sign, bool own) {
  if (own) Extend(sign.request.time_us);
  // Of the same request one is enough: a scanner repeats itself.
  const bool known = std::any_of(signs.begin(), signs.end(), [&](const Sign& other) {
    const bool other_client = IsOfClient(sign.kind) && other.request.client != sign.request.client;
    return other.kind == sign.kind && other.name == sign.name &&
           other.request.request == sign.request.request && !other_client;
  });
  if (known) return;
  ++signs_seen;
  if (signs.size() < kMostSignsKept) signs.push_back(std::move(sign));
}

void Activity::AddBlock(BlockSpan block) {
  block.client = client;
  Extend(block.from_us);
  over_limit = true;
  if (block.recorded && !blocks.empty() && !blocks.front().recorded) {
    // What limits would have done is of no interest where it is known what the server did.
    for (const BlockSpan& other : blocks) block.entries += other.entries;
    blocks.clear();
    blocks_seen = 0;
  }
  const bool known = std::any_of(blocks.begin(), blocks.end(), [&](const BlockSpan& other) {
    // Who was let in may be blocked again, up to the same time.
    const bool same_end = other.until_us == block.until_us && other.range_bits == block.range_bits &&
                          other.scope == block.scope;
    return other.recorded &&
           (!block.recorded || (same_end && (other.let_in_us == kNoTime || other.from_us == block.from_us)));
  });
  if (known) return;  // ... nor is what the state file says again
  ++blocks_seen;
  if (blocks.size() < kMostBlocksKept) blocks.push_back(std::move(block));
}

void Activity::EndBlocks(std::string_view scope, uint8_t range_bits, int64_t time_us) {
  for (BlockSpan& block : blocks) {
    const bool lasts = block.from_us != kNoTime && block.from_us <= time_us && time_us < block.until_us;
    const bool is_this = block.recorded && block.scope == scope && block.range_bits == range_bits;
    if (is_this && lasts && block.let_in_us == kNoTime) block.let_in_us = time_us;
  }
}

void Activity::Merge(const Activity& other) {
  Extend(other.first_us);
  Extend(other.last_us);
  entries += other.entries;
  charged += other.charged;
  after_block += other.after_block;
  cost += other.cost;
  good += other.good;
  answered += other.answered;
  for (std::size_t i = 0; i < categories.size(); ++i) categories[i] += other.categories[i];
  for (const Sample& sample : other.samples) {
    if (!rules.counts().contains(sample.rule) && samples.size() < kMostSamples) samples.push_back(sample);
  }
  rules.Add(other.rules);
  targets.Add(other.targets);
  statuses.Add(other.statuses);
  if (other.latest.kept && (!latest.kept || other.latest.time_us >= latest.time_us)) latest = other.latest;
  for (const Sign& sign : other.signs) AddSign(sign);
  signs_seen += other.signs_seen - other.signs.size();
  for (const BlockSpan& block : other.blocks) {
    if (blocks.size() < kMostBlocksKept) blocks.push_back(block);
  }
  blocks_seen += other.blocks_seen;
  over_limit = over_limit || other.over_limit;
  if (other.joins) Join(*other.joins, other.joined_target);
  attacked = attacked || other.attacked;
  unjudged = unjudged || other.unjudged;
}

Category Activity::Main() const {
  Category most = Category::kBenign;
  uint64_t weight = 0;
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const auto category = static_cast<Category>(i);
    const uint64_t of_this = categories[i] * std::max<uint64_t>(1, Info(category).default_cost);
    if (of_this > weight) most = category;
    weight = std::max(weight, of_this);
  }
  if (IsAttack(most)) return most;
  for (const BlockSpan& block : blocks) {
    const std::optional<Category> limit = ParseCategory(block.limit);
    if (limit && *limit != Category::kBenign) return *limit;
  }
  return most;
}

std::optional<Sample> Activity::LastSample() const {
  if (!latest.kept) return std::nullopt;
  Sighting sighting;
  sighting.time_us = latest.time_us;
  sighting.client = latest.client;
  sighting.category = latest.category;
  sighting.rule = latest.rule;
  sighting.status = latest.status;
  sighting.method = latest.method;
  sighting.path = latest.path;
  sighting.query = latest.query;
  sighting.message = latest.message;
  sighting.source = latest.source;
  sighting.line = latest.line;
  return SampleOf(sighting);
}

bool Activity::WasBlocked() const {
  return std::any_of(blocks.begin(), blocks.end(),
                     [](const BlockSpan& block) { return block.until_us != 0; });
}

CategorySet Activity::Categories() const {
  CategorySet set;
  for (uint8_t i = 0; i < kCategoryCount; ++i)
    if (categories[i] != 0) set.Add(static_cast<Category>(i));
  return set;
}

}  // namespace errwatch::cli

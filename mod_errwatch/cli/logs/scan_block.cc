#include "cli/logs/scan_block.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "cli/logs/line_source.h"
#include "cli/logs/partial_line.h"
#include "model/unnamed_proxy.h"

namespace errwatch::cli {
namespace {

template <typename Map, typename Value>
typename Map::iterator FindOrAdd(Map& map, std::string_view name, Value value) {
  const auto found = map.find(name);
  if (found != map.end()) return found;
  return map.size() < kMostNames ? map.emplace(std::string(name), value).first : map.end();
}

}  // namespace

void ScanTally::Add(const ScanTally& other) {
  lines += other.lines;
  unusable += other.unusable;
  without_prefix += other.without_prefix;
  of_httpd += other.of_httpd;
  without_time += other.without_time;
  with_client += other.with_client;
  other_form += other.other_form;
  filtered += other.filtered;
  limited += other.limited;
  benign += other.benign;
  for (std::size_t i = 0; i < categories.size(); ++i) categories[i] += other.categories[i];
  rule_hits.resize(std::max(rule_hits.size(), other.rule_hits.size()));
  for (std::size_t i = 0; i < other.rule_hits.size(); ++i) rule_hits[i] += other.rule_hits[i];
  for (const auto& [name, count] : other.vhosts) {
    if (const auto at = FindOrAdd(vhosts, name, uint64_t{0}); at != vhosts.end()) at->second += count;
  }
  for (const auto& [name, level] : other.most_verbose) {
    if (const auto at = FindOrAdd(most_verbose, name, level); at != most_verbose.end())
      at->second = std::max(at->second, level);
  }
  same_request += other.same_request;
  first_us = std::min(first_us, other.first_us);
  last_us = std::max(last_us, other.last_us);
}

void CountedElsewhere::Add(const ScanRecord& record) {
  ++lines;
  ++categories[static_cast<std::size_t>(record.what.category)];
  ++rules[record.what.rule];
  if (record.keeps_vhost || record.entry.vhost.empty()) return;
  if (const auto at = FindOrAdd(vhosts, record.entry.vhost, uint64_t{0}); at != vhosts.end()) ++at->second;
}

void ScanTally::Remove(const CountedElsewhere& elsewhere, const RuleSet& rules) {
  same_request += elsewhere.lines;
  for (std::size_t i = 0; i < categories.size(); ++i) categories[i] -= elsewhere.categories[i];
  for (const auto& [id, count] : elsewhere.rules) {
    if (const Rule* rule = rules.Find(id))
      rule_hits[static_cast<std::size_t>(rule - rules.rules().data())] -= count;
  }
  for (const auto& [name, count] : elsewhere.vhosts) {
    const auto at = vhosts.find(name);
    if (at == vhosts.end()) continue;
    at->second -= std::min(at->second, count);
    if (at->second == 0) vhosts.erase(at);
  }
}

BlockScanner::BlockScanner(const ScanPlan& plan)
    : plan_(plan), kind_(plan.input.kind), classifier_(*plan.rules), reader_(plan.input.kind, plan.now_us) {
  if (plan.other_rules != nullptr) other_classifier_.emplace(*plan.other_rules);
}

void BlockScanner::Scan(ScanBlock& block) {
  block.records.clear();
  block.owned.clear();
  block.names.clear();
  block.unparsed.clear();
  block.tally = ScanTally();
  block.tally.rule_hits.resize(plan_.rules->rules().size());
  reader_.SetForm(block.form);
  const InputForm& input = block.input.kind == InputKind::kAny ? plan_.input : block.input;
  reader_.SetForm(input);
  kind_ = input.kind;
  reader_.SetOrder(block.order);
  const auto empty = [&](std::size_t lines) { EmptyLines(lines, block); };
  if ((kind_ == InputKind::kAccess && input.access_prefix == 0) || kind_ == InputKind::kJsonl) {
    ForEachLine(
        block.text, [&](std::string_view line) { Line(line, block); }, empty);
    block.order = reader_.order();
    return;
  }
  const auto whole_line = [&](const WholeLine& line) {
    Line(line.joined ? block.names.emplace_back(line.text) : line.text, block);
    block.tally.lines += line.parts - 1;
  };
  ForEachWholeLine(block.text, whole_line, empty);
  block.order = reader_.order();
}

void BlockScanner::EmptyLines(std::size_t lines, ScanBlock& block) const {
  if (plan_.keep_unparsed) {
    for (std::size_t i = 0; i < lines; ++i) block.unparsed.emplace_back(block.tally.lines + i, std::string());
  }
  block.tally.lines += lines;
  block.tally.unusable += lines;
}

void BlockScanner::Line(std::string_view line, ScanBlock& block) {
  ScanTally& tally = block.tally;
  const uint64_t number = tally.lines++;
  EntryReader::Read read = reader_.Next(line);
  const bool unparsed = !read.error.empty() || !read.has_prefix;
  if (unparsed && plan_.keep_unparsed) block.unparsed.emplace_back(number, std::string(line));
  if (!read.error.empty()) {
    ++tally.unusable;
    return;
  }
  tally.without_prefix += !read.has_prefix && !read.other_form;
  tally.other_form += read.other_form;
  tally.with_client += !read.client.empty();
  tally.of_httpd += read.of_httpd;
  if (!plan_.filter->Passes(read)) {
    ++tally.filtered;
    return;
  }
  const Classification what = Ask(classifier_, read.entry, plan_.responses);
  const Classification other =
      other_classifier_ ? Ask(*other_classifier_, read.entry, plan_.other_responses) : Classification();
  if (!plan_.filter->Passes(what)) {
    ++tally.filtered;
    return;
  }
  if (read.time) {
    tally.first_us = std::min(tally.first_us, *read.time);
    tally.last_us = std::max(tally.last_us, *read.time);
  } else {
    ++tally.without_time;
  }
  if (read.level && !read.entry.module.empty() && *read.level > Level::kWarn &&
      *read.level != Level::kNotice) {
    const auto at = FindOrAdd(tally.most_verbose, read.entry.module, *read.level);
    if (at != tally.most_verbose.end()) at->second = std::max(at->second, *read.level);
  }
  tally.limited += what.limited;
  if (what.category == Category::kBenign) {
    ++tally.benign;
    const bool kept = plan_.every_entry || (block.joins && MayBelongTogether(read));
    if (other.category != Category::kBenign || IsSuccess(read.entry) || kept)
      AddRecord(read, number, what, other, block);
    return;
  }
  ++tally.categories[static_cast<std::size_t>(what.category)];
  if (const Rule* rule = plan_.rules->Find(what.rule))
    ++tally.rule_hits[static_cast<std::size_t>(rule - plan_.rules->rules().data())];
  if (!read.entry.vhost.empty()) {
    if (const auto at = FindOrAdd(tally.vhosts, read.entry.vhost, uint64_t{0}); at != tally.vhosts.end())
      ++at->second;
  }
  AddRecord(read, number, what, other, block);
}

// Whether it can be told of an entry which request it is of; requests may be those of entries.
bool BlockScanner::MayBelongTogether(const EntryReader::Read& read) const {
  if (read.client.empty()) return false;
  if (kind_ != InputKind::kLog) return kind_ == InputKind::kAccess;
  const bool has_id = read.request != 0 || read.entry.message.ends_with(']');
  return has_id || !PathInMessage(read.entry.message).empty();
}

void BlockScanner::AddRecord(EntryReader::Read& read, uint64_t line, const Classification& what,
                             const Classification& other, ScanBlock& block) {
  uint64_t voice = 0;
  bool forwarded = false;
  if (IsNear(read.client)) {
    const std::string_view forwarded_for = ForwardedFor(read.entry);
    forwarded = !forwarded_for.empty();
    voice = VoiceOf(forwarded_for, read.entry.agent, read.entry.referer);
  }
  if (kind_ == InputKind::kJsonl) {
    block.owned.push_back(reader_.TakeOwned());
    read.entry = block.owned.back().View();  // for accounting, which needs no document root
  } else if (kind_ == InputKind::kAccess) {
    KeepTexts(read.entry, block);
  } else {
    // It may lie in the reader, which goes on; who classifies it again asks for it.
    if (block.joins && !read.entry.referer.empty())
      read.entry.referer = block.names.emplace_back(read.entry.referer);
    if (!block.joins) read.entry.referer = {};
    if (!read.entry.user.empty()) read.entry.user = block.names.emplace_back(read.entry.user);
    if (read.owned) {
      for (std::string_view* text : {&read.entry.message, &read.entry.module, &read.entry.vhost})
        *text = block.names.emplace_back(*text);
    }
  }
  if (read.entry.uri.empty()) read.entry.uri = PathInMessage(read.entry.message);
  const bool access = kind_ == InputKind::kAccess;
  block.records.push_back({read.end ? read.end : read.time, line, read.client, read.entry, what, other, voice,
                           forwarded, read.begins_with_client, access, read.whole_seconds || !read.end,
                           read.request, read.unique_id});
}

// What lies in the reader, which goes on: texts that httpd escaped.
void BlockScanner::KeepTexts(Entry& entry, ScanBlock& block) {
  const std::less_equal<> before;
  const char* const begin = block.text.data();
  const char* const end = begin + block.text.size();
  for (std::string_view* text :
       {&entry.uri, &entry.args, &entry.method, &entry.agent, &entry.referer, &entry.host, &entry.cookie,
        &entry.headers, &entry.location, &entry.vhost, &entry.user, &entry.credentials}) {
    const bool in_block = before(begin, text->data()) && before(text->data(), end);
    if (!text->empty() && !in_block) *text = block.names.emplace_back(*text);
  }
}

Classification BlockScanner::Ask(LineClassifier& classifier, const Entry& entry,
                                 const JudgedResponses& judged) const {
  if (kind_ == InputKind::kLog || kind_ == InputKind::kAny) return classifier.OfLine(entry);
  if (kind_ == InputKind::kJsonl || judged.all) return classifier.OfEntry(entry);
  if (std::ranges::binary_search(judged.listed, entry.status)) return classifier.OfEntry(entry);
  if (!judged.others) return Classification();
  Entry other = entry;
  if (other.status >= 400) other.status = 0;
  return classifier.OfEntry(other);
}

std::string_view PathInMessage(std::string_view message) noexcept {
  if (message.ends_with(']')) {
    const std::string_view uri = ModSecurityTag(message, "uri");
    if (!uri.empty()) return uri;
  }
  for (std::size_t at = message.find('/'); at != std::string_view::npos; at = message.find('/', at + 1)) {
    const char before = at == 0 ? ' ' : message[at - 1];
    char close;
    switch (before) {
      case ' ':
        close = ' ';
        break;
      case '(':
        close = ')';
        break;
      case '\'':
      case '"':
      case '`':
        close = before == '`' ? '\'' : before;
        break;
      default:
        continue;
    }
    const std::size_t end = message.find(close, at);
    return message.substr(at, end == std::string_view::npos ? end : end - at);
  }
  return {};
}

}  // namespace errwatch::cli

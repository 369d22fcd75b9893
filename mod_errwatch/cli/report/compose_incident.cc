// One incident after the other: who, what, how far it went, what was done, what to do.
#include <algorithm>
#include <map>

#include "base/time_text.h"
#include "cli/report/advice.h"
#include "cli/report/compose.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kClientsShown = 8;
constexpr std::size_t kRowsOfOne = 8;
constexpr std::size_t kBlocksShown = 3;

std::string Clients(const IncidentReport& report, const Incident& incident, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most, incident.clients.size()); ++i)
    text += (i == 0 ? "" : ", ") + report.Client(incident.clients[i].address);
  if (incident.clients.size() <= most) return text;
  return FilledText(Say::kAndOthers, {text, FormatCount(incident.clients.size() - most)});
}

std::string CategoriesText(const Activity& sum) {
  std::vector<std::pair<uint64_t, Category>> rows;
  for (uint8_t i = 0; i < kCategoryCount; ++i)
    if (sum.categories[i] != 0) rows.emplace_back(sum.categories[i], static_cast<Category>(i));
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [count, category] : rows)
    text += (text.empty() ? "" : ", ") + FormatCount(count) + " " + std::string(Info(category).text);
  return text;
}

std::string Techniques(const Activity& sum) {
  std::string text;
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const std::string technique(Info(static_cast<Category>(i)).technique);
    if (sum.categories[i] != 0 && text.find(technique) == std::string::npos)
      text += (text.empty() ? "" : ", ") + technique;
  }
  return text;
}

Line HowFar(const Activity& sum, const Trail* trail) {
  if (sum.signs_seen != 0) return Filled(Say::kFarSuccess, {Own(FormatCount(sum.signs_seen))});
  uint64_t good = sum.good, answered = sum.answered;
  if (trail != nullptr) {
    good = 0;
    answered = trail->requests;
    for (const auto& [status, count] : trail->statuses.counts()) good += IsGood(status) ? count : 0;
  }
  if (answered == 0) return Plain(Say::kFarUnknown);
  if (good != 0) return Filled(Say::kFarAnswered, {Own(FormatCount(good))});
  return Filled(Say::kFarRefused,
                {Own(FormatCount(answered)), Own(FormatCount(std::max(answered, sum.entries)))});
}

Line BlockText(const BlockSpan& block) {
  const Span from = Own(FormatShortTime(block.from_us));
  if (block.recorded && block.from_us == kNoTime)
    return Filled(Say::kDoneNow, {Own(FormatShortTime(block.until_us)), Own(FormatCount(block.entries))});
  if (block.until_us == 0) return Filled(Say::kDoneReported, {from});
  return Filled(block.recorded ? Say::kDoneServer : Say::kDoneByLimits,
                {from, Own(FormatShortTime(block.until_us)), Own(FormatCount(block.entries))});
}

Line WhatWasDone(const IncidentReport& report, const Activity& sum) {
  if (sum.blocks.empty()) return Plain(report.doubts.untimed ? Say::kDoneNoTimes : Say::kDoneNothing);
  Line line;
  for (std::size_t i = 0; i < std::min(kBlocksShown, sum.blocks.size()); ++i) {
    if (i != 0) line.push_back(Own("; "));
    for (Span& span : BlockText(sum.blocks[i])) line.push_back(std::move(span));
  }
  if (sum.blocks_seen > kBlocksShown) {
    line.push_back(Own("; "));
    for (Span& span : Filled(Say::kDoneMore, {Own(FormatCount(sum.blocks_seen - kBlocksShown))}))
      line.push_back(std::move(span));
  }
  return line;
}

void AppendIncidentFacts(const IncidentReport& report, const Incident& incident, const Trail* trail,
                         Document& document) {
  const Activity& sum = incident.sum;
  std::vector<std::pair<Line, Line>> facts;
  const auto fact = [&facts](Say name, Line value) { facts.emplace_back(Plain(name), std::move(value)); };
  if (sum.first_us != kNoTime)
    fact(Say::kWhen,
         Filled(Say::kPeriodText, {Own(FormatShortTime(sum.first_us)), Own(FormatShortTime(sum.last_us)),
                                   Own(FormatSpan(Milliseconds((sum.last_us - sum.first_us) / 1000)))}));
  fact(Say::kWho, Plain(Clients(report, incident, kClientsShown)));
  fact(Say::kWhat, Plain(CategoriesText(sum)));
  fact(Say::kTechnique, Plain(Techniques(sum)));
  fact(Say::kHowFar, HowFar(sum, trail));
  fact(Say::kDone, WhatWasDone(report, sum));
  document.Facts(std::move(facts));
}

void AppendSigns(const IncidentReport& report, const Activity& sum, Document& document) {
  if (sum.signs.empty()) return;
  document.Heading(Say::kSigns, 3);
  std::vector<Line> lines;
  for (const Sign& sign : sum.signs) {
    Line line = {Own(std::string(Text(IsLikely(sign.kind) ? Say::kLikely : Say::kPossible)) + ": ")};
    for (Span& span : SignText(report, sign)) line.push_back(std::move(span));
    for (Span& span : RequestLine(report, sign.request)) {
      line.push_back(Own(" "));
      line.push_back(std::move(span));
    }
    lines.push_back(std::move(line));
  }
  document.Bullets(std::move(lines));
}

void AppendRules(const IncidentReport& report, const Activity& sum, Document& document) {
  DocumentTable table;
  table.columns = {Titled(Say::kColumnCount, Table::Align::kRight),
                   Titled(Say::kColumnRule, Table::Align::kRight), Titled(Say::kColumnSees)};
  for (const auto& [rule, count] : sum.rules.Sorted()) {
    if (rule == 0) continue;
    if (table.rows.size() == kRowsOfOne) break;
    table.rows.push_back(
        {Plain(FormatCount(count)), Plain(std::to_string(rule)), Plain(RuleName(report, rule))});
  }
  if (table.rows.empty()) return;
  document.Heading(Say::kRules, 3);
  document.AddTable(std::move(table));
}

void AppendEvidence(const IncidentReport& report, const Activity& sum, Document& document) {
  std::vector<Sample> samples = sum.samples;
  if (std::optional<Sample> last = sum.LastSample()) samples.push_back(std::move(*last));
  if (samples.empty()) return;
  DocumentTable table;
  table.columns = {Titled(Say::kColumnTime), Titled(Say::kColumnStatus, Table::Align::kRight),
                   Titled(Say::kColumnEntry), Titled(Say::kColumnWhere)};
  for (const Sample& sample : samples) {
    table.rows.push_back(
        {Plain(FormatShortTime(sample.time_us)),
         Plain(sample.status == 0 ? std::string() : std::to_string(sample.status)),
         ForeignLine(report.Foreign(sample.message.empty() ? sample.request : sample.message)),
         Where(report, sample.source, sample.line)});
  }
  document.Heading(Say::kEvidence, 3);
  document.Paragraph(Plain(Say::kEvidenceNote));
  document.AddTable(std::move(table));
}

std::string StatusText(const BoundedCounts<uint16_t>& statuses) {
  std::string text;
  for (const auto& [status, count] : statuses.counts())
    text += (text.empty() ? "" : ", ") + std::to_string(status) + ": " + FormatCount(count);
  return text;
}

void AppendTrail(const IncidentReport& report, const Trail& trail, Document& document) {
  document.Heading(Say::kTrail, 3);
  if (trail.requests == 0) return document.Paragraph(Plain(Say::kNotInTrail));
  document.Paragraph(
      Filled(Say::kTrailText, {Own(FormatCount(trail.requests)), Own(FormatShortTime(trail.first_us)),
                               Own(FormatShortTime(trail.last_us)), Own(StatusText(trail.statuses))}));
  document.Paragraph(Plain(Say::kTrailNote));
  DocumentTable table;
  table.columns = {Titled(Say::kColumnTime), Titled(Say::kColumnStatus, Table::Align::kRight),
                   Titled(Say::kColumnBytes, Table::Align::kRight), Titled(Say::kColumnRequest),
                   Titled(Say::kColumnWhere)};
  for (const TrailRequest& request : trail.shown) {
    table.rows.push_back({Plain(FormatShortTime(request.time_us)), Plain(std::to_string(request.status)),
                          Plain(FormatCount(request.bytes)), ForeignLine(report.Foreign(request.request)),
                          Where(report, request.source, request.line)});
  }
  document.AddTable(std::move(table));
}

// What it was most of, and what its likely signs are of.
std::vector<Category> AdvisedOn(const Activity& sum) {
  std::vector<Category> categories;
  const auto add = [&categories](Category category) {
    if (category != Category::kBenign &&
        std::find(categories.begin(), categories.end(), category) == categories.end())
      categories.push_back(category);
  };
  add(sum.Main());
  for (const Sign& sign : sum.signs)
    if (IsLikely(sign.kind))
      add(sign.kind == SignKind::kUploadUsed ? Category::kMalwareUpload : sign.request.category);
  return categories;
}

// `told` remembers of which incident each category's advice stands; it is said once.
void AppendAdvice(const Activity& sum, std::size_t number, std::map<Category, std::size_t>& told,
                  Document& document) {
  document.Heading(Say::kToDo, 3);
  for (const Category category : AdvisedOn(sum)) {
    const auto [at, is_new] = told.emplace(category, number);
    if (!is_new) {
      document.Paragraph(
          Filled(Say::kAdviceAbove, {Own(std::to_string(at->second)), Own(Info(category).text)}));
      continue;
    }
    const Advice& advice = AdviceFor(category);
    document.Paragraph(Plain(Info(category).text));
    document.Facts({{Plain(Say::kWeakness), Plain(advice.weakness)},
                    {Plain(Say::kClose), Plain(advice.close)},
                    {Plain(Say::kContain), Plain(advice.contain)},
                    {Plain(Say::kInvestigate), Plain(advice.investigate)},
                    {Plain(Say::kFix), Plain(advice.fix)},
                    {Plain(Say::kTell), Plain(advice.tell)},
                    {Plain(Say::kPrevent), Plain(advice.prevent)}});
  }
}

void AppendIncident(const IncidentReport& report, std::size_t index, std::map<Category, std::size_t>& told,
                    Document& document) {
  const Incident& incident = report.incidents[index];
  const Category main = incident.sum.Main();
  const Trail* trail = report.trails.empty() ? nullptr : &report.trails[index];
  document.Heading(Filled(Say::kIncident, {Own(std::to_string(index + 1)), Own(Info(main).text),
                                           Own(Clients(report, incident, 1))}));
  if (incident.LikelySigns() != 0)
    document.Warning(Filled(Say::kFarSuccess, {Own(FormatCount(incident.sum.signs_seen))}));
  AppendIncidentFacts(report, incident, trail, document);
  AppendSigns(report, incident.sum, document);
  AppendAdvice(incident.sum, index + 1, told, document);
  AppendRules(report, incident.sum, document);
  AppendEvidence(report, incident.sum, document);
  if (trail != nullptr) AppendTrail(report, *trail, document);
}

}  // namespace

void ComposeIncidents(const IncidentReport& report, std::size_t most, Document& document) {
  const std::size_t all = report.incidents.size();
  const std::size_t shown = most == 0 ? all : std::min(most, all);
  std::map<Category, std::size_t> told;
  for (std::size_t i = 0; i < shown; ++i) AppendIncident(report, i, told, document);
  if (shown < all) document.Paragraph(Filled(Say::kMoreIncidents, {Own(FormatCount(all - shown))}));
}

}  // namespace errwatch::cli

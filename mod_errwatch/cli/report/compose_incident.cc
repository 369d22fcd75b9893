// One incident after the other: who, what, how far it went, what was done, what to do.
#include <algorithm>
#include <map>

#include "base/time_text.h"
#include "base/visible_text.h"
#include "cli/report/advice.h"
#include "cli/report/compose.h"
#include "model/category_text.h"

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
  return FilledText(report.language, Say::kAndOthers, {text, FormatCount(incident.clients.size() - most)});
}

std::string CategoriesText(Language language, const Activity& sum) {
  std::vector<std::pair<uint64_t, Category>> rows;
  for (uint8_t i = 0; i < kCategoryCount; ++i)
    if (sum.categories[i] != 0) rows.emplace_back(sum.categories[i], static_cast<Category>(i));
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [count, category] : rows)
    text += (text.empty() ? "" : std::string(Text(language, Say::kListComma))) +
            FilledText(language, Say::kCountOf, {FormatCount(count), CategoryText(language, category)});
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

Line HowFar(Language language, const Activity& sum, const Trail* trail) {
  if (sum.signs_seen != 0) return Filled(language, Say::kFarSuccess, {Own(FormatCount(sum.signs_seen))});
  uint64_t good = sum.good, answered = sum.answered;
  if (trail != nullptr) {
    good = 0;
    answered = trail->requests;
    for (const auto& [status, count] : trail->statuses.counts()) good += IsGood(status) ? count : 0;
  }
  if (answered == 0) return Plain(language, Say::kFarUnknown);
  if (good != 0) return Filled(language, Say::kFarAnswered, {Own(FormatCount(good))});
  return Filled(language, Say::kFarRefused,
                {Own(FormatCount(answered)), Own(FormatCount(std::max(answered, sum.entries)))});
}

Line BlockText(const IncidentReport& report, const BlockSpan& block) {
  const Language language = report.language;
  const Span from = Own(report.time.Short(block.from_us));
  if (block.recorded && block.from_us == kNoTime)
    return Filled(language, Say::kDoneNow,
                  {Own(report.time.Short(block.until_us)), Own(FormatCount(block.entries))});
  if (block.until_us == 0) return Filled(language, Say::kDoneReported, {from});
  if (block.let_in_us != kNoTime)
    return Filled(language, Say::kDoneLetIn,
                  {from, Own(report.time.Short(block.let_in_us)), Own(FormatCount(block.entries))});
  return Filled(language, block.recorded ? Say::kDoneServer : Say::kDoneByLimits,
                {from, Own(report.time.Short(block.until_us)), Own(FormatCount(block.entries))});
}

// `of_many`: clients, so that it is said whose block each is.
Line WhatWasDone(const IncidentReport& report, const Activity& sum, bool of_many) {
  if (sum.blocks.empty())
    return Plain(report.language, report.doubts.untimed ? Say::kDoneNoTimes : Say::kDoneNothing);
  Line line;
  for (std::size_t i = 0; i < std::min(kBlocksShown, sum.blocks.size()); ++i) {
    if (i != 0) line.push_back(Own(Text(report.language, Say::kListBreak)));
    if (of_many) line.push_back(Own(report.Client(sum.blocks[i].client) + ": "));
    for (Span& span : BlockText(report, sum.blocks[i])) line.push_back(std::move(span));
  }
  if (sum.blocks_seen > kBlocksShown) {
    line.push_back(Own(Text(report.language, Say::kListBreak)));
    for (Span& span :
         Filled(report.language, Say::kDoneMore, {Own(FormatCount(sum.blocks_seen - kBlocksShown))}))
      line.push_back(std::move(span));
  }
  return line;
}

void AppendIncidentFacts(const IncidentReport& report, const Incident& incident, const Trail* trail,
                         Document& document) {
  const Activity& sum = incident.sum;
  std::vector<std::pair<Line, Line>> facts;
  const auto fact = [&facts, &report](Say name, Line value) {
    facts.emplace_back(Plain(report.language, name), std::move(value));
  };
  if (sum.first_us != kNoTime)
    fact(Say::kWhen, Filled(report.language, Say::kPeriodText,
                            {Own(report.time.Short(sum.first_us)), Own(report.time.WithZone(sum.last_us)),
                             Own(FormatSpan(Milliseconds((sum.last_us - sum.first_us) / 1000)))}));
  fact(Say::kWho, Plain(Clients(report, incident, kClientsShown)));
  const std::string what = CategoriesText(report.language, sum);
  fact(Say::kWhat, sum.joins ? Filled(report.language, Say::kSharedAttack, {Own(what)}) : Plain(what));
  fact(Say::kTechnique, Plain(Techniques(sum)));
  fact(Say::kHowFar, HowFar(report.language, sum, trail));
  fact(Say::kDone, WhatWasDone(report, sum, incident.clients.size() > 1));
  document.Facts(std::move(facts));
}

void AppendSigns(const IncidentReport& report, const Incident& incident, Document& document) {
  const Activity& sum = incident.sum;
  if (sum.signs.empty()) return;
  document.Heading(Say::kSigns, 3);
  std::vector<Line> lines;
  for (const Sign& sign : sum.signs) {
    Line line = {
        Own(std::string(Text(report.language, IsLikely(sign) ? Say::kLikely : Say::kPossible)) + ": ")};
    if (incident.clients.size() > 1 && !sign.request.client.empty())
      line.push_back(Own(report.Client(sign.request.client) + ": "));
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
  table.columns = {Titled(report.language, Say::kColumnCount, Table::Align::kRight),
                   Titled(report.language, Say::kColumnRule, Table::Align::kRight),
                   Titled(report.language, Say::kColumnSees)};
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
  table.columns = {TimeColumn(report, Say::kColumnTime),
                   Titled(report.language, Say::kColumnStatus, Table::Align::kRight),
                   Titled(report.language, Say::kColumnEntry), Titled(report.language, Say::kColumnWhere)};
  for (const Sample& sample : samples) {
    table.rows.push_back(
        {Plain(report.time.Short(sample.time_us)),
         Plain(sample.status == 0 ? std::string() : std::to_string(sample.status)),
         ForeignLine(ReadableText(report.Foreign(sample.message.empty() ? sample.request : sample.message))),
         Where(report, sample.source, sample.line)});
  }
  document.Heading(Say::kEvidence, 3);
  document.Paragraph(Plain(report.language, Say::kEvidenceNote));
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
  if (trail.requests == 0) return document.Paragraph(Plain(report.language, Say::kNotInTrail));
  document.Paragraph(Filled(report.language, Say::kTrailText,
                            {Own(FormatCount(trail.requests)), Own(report.time.Short(trail.first_us)),
                             Own(report.time.WithZone(trail.last_us)), Own(StatusText(trail.statuses))}));
  document.Paragraph(Plain(report.language, Say::kTrailNote));
  DocumentTable table;
  table.columns = {TimeColumn(report, Say::kColumnTime),
                   Titled(report.language, Say::kColumnStatus, Table::Align::kRight),
                   Titled(report.language, Say::kColumnBytes, Table::Align::kRight),
                   Titled(report.language, Say::kColumnRequest), Titled(report.language, Say::kColumnWhere)};
  for (const TrailRequest& request : trail.shown) {
    table.rows.push_back({Plain(report.time.Short(request.time_us)), Plain(std::to_string(request.status)),
                          Plain(FormatCount(request.bytes)),
                          ForeignLine(ReadableText(report.Foreign(request.request))),
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
    if (IsLikely(sign))
      add(sign.kind == SignKind::kUploadUsed ? Category::kMalwareUpload : sign.request.category);
  return categories;
}

// `told` remembers of which incident each category's advice stands; it is said once.
void AppendAdvice(const Activity& sum, std::size_t number, std::map<Category, std::size_t>& told,
                  Document& document) {
  const Language language = document.language();
  document.Heading(Say::kToDo, 3);
  for (const Category category : AdvisedOn(sum)) {
    const auto [at, is_new] = told.emplace(category, number);
    if (!is_new) {
      document.Paragraph(Filled(language, Say::kAdviceAbove,
                                {Own(std::to_string(at->second)), Own(CategoryText(language, category))}));
      continue;
    }
    const Advice& advice = AdviceFor(category);
    document.Paragraph(Plain(CategoryText(language, category)));
    document.Facts({{Plain(language, Say::kWeakness), Plain(In(language, advice.weakness))},
                    {Plain(language, Say::kClose), Plain(In(language, advice.close))},
                    {Plain(language, Say::kContain), Plain(In(language, advice.contain))},
                    {Plain(language, Say::kInvestigate), Plain(In(language, advice.investigate))},
                    {Plain(language, Say::kFix), Plain(In(language, advice.fix))},
                    {Plain(language, Say::kTell), Plain(In(language, advice.tell))},
                    {Plain(language, Say::kPrevent), Plain(In(language, advice.prevent))}});
  }
}

void AppendIncident(const IncidentReport& report, std::size_t index, std::map<Category, std::size_t>& told,
                    Document& document) {
  const Incident& incident = report.incidents[index];
  const Category main = incident.sum.Main();
  const Trail* trail = report.trails.empty() ? nullptr : &report.trails[index];
  document.Heading(Filled(report.language, Say::kIncident,
                          {Own(std::to_string(index + 1)), Own(CategoryText(report.language, main)),
                           Own(Clients(report, incident, 1))}));
  if (incident.LikelySigns() != 0)
    document.Warning(Filled(report.language, Say::kFarSuccess, {Own(FormatCount(incident.sum.signs_seen))}));
  AppendIncidentFacts(report, incident, trail, document);
  AppendSigns(report, incident, document);
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
  if (shown < all)
    document.Paragraph(Filled(report.language, Say::kMoreIncidents, {Own(FormatCount(all - shown))}));
}

}  // namespace errwatch::cli

// What the boss reads: how much, how bad, where and when.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/time_text.h"
#include "base/visible_text.h"
#include "cli/report/advice.h"
#include "cli/report/compose.h"
#include "model/category_text.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kRowsOfTops = 10;
constexpr std::size_t kChartColumns = 48;
constexpr std::size_t kSeriesShown = 5;
constexpr uint8_t kBlockedColour = 4;  // green

Line Period(const IncidentReport& report) {
  if (report.first_us == kNoTime) return Plain(report.language, Say::kNoPeriod);
  return Filled(report.language, Say::kPeriodText,
                {Own(report.time.Short(report.first_us)), Own(report.time.WithZone(report.last_us)),
                 Own(FormatSpan(Milliseconds((report.last_us - report.first_us) / 1000)))});
}

void AppendSummaryFacts(const IncidentReport& report, Document& document) {
  std::vector<std::pair<Line, Line>> facts;
  const auto fact = [&facts, &report](Say name, Line value) {
    facts.emplace_back(Plain(report.language, name), std::move(value));
  };
  fact(Say::kPeriod, Period(report));
  fact(Say::kIncidentCount, Plain(FormatCount(report.incidents.size())));
  fact(Say::kSuccessCount, report.Signs() == 0 ? Plain(report.language, Say::kNoSuccessText)
                                               : Filled(report.language, Say::kSuccessText,
                                                        {Own(FormatCount(report.Signs())),
                                                         Own(FormatCount(report.LikelySigns()))}));
  fact(Say::kClientCount, Plain(FormatCount(report.Clients())));
  fact(Say::kEntryCount, Plain(FormatCount(report.Entries())));
  fact(Say::kBlockedCount,
       Filled(report.language, report.Recorded() ? Say::kBlockedByServer : Say::kBlockedByLimits,
              {Own(FormatCount(report.BlockedClients())), Own(FormatCount(report.AfterBlock())),
               Foreign(report.rules->path)}));
  if (!report.anomalies.empty()) fact(Say::kAnomalyCount, Plain(FormatCount(report.anomalies.size())));
  if (report.minor.clients != 0)
    fact(Say::kMinor,
         Filled(report.language, Say::kMinorText,
                {Own(FormatCount(report.minor.clients)), Own(FormatCount(report.minor.entries))}));
  document.Facts(std::move(facts));
  if (report.incidents.empty()) document.Paragraph(Plain(report.language, Say::kNothingFound));
}

// Of all incidents, each with the number of its own.
void AppendSuccesses(const IncidentReport& report, std::size_t most, Document& document) {
  if (report.Signs() == 0) return;
  DocumentTable table;
  table.columns = {Titled(report.language, Say::kColumnHow),     TimeColumn(report, Say::kColumnTime),
                   Titled(report.language, Say::kColumnClient),  Titled(report.language, Say::kColumnSign),
                   Titled(report.language, Say::kColumnRequest), Titled(report.language, Say::kColumnWhere)};
  std::array<std::vector<std::vector<Line>>, 2> rows;  // likely ones first
  for (const Incident& incident : report.incidents) {
    for (const Sign& sign : incident.sum.signs) {
      const bool likely = IsLikely(sign);
      rows[likely ? 0 : 1].push_back({Plain(report.language, likely ? Say::kLikely : Say::kPossible),
                                      Plain(report.time.Short(sign.request.time_us)),
                                      Plain(report.Client(sign.request.client)), SignText(report, sign),
                                      RequestLine(report, sign.request),
                                      Where(report, sign.request.source, sign.request.line)});
    }
  }
  for (std::vector<std::vector<Line>>& some : rows) {
    for (std::vector<Line>& row : some) {
      if (most == 0 || table.rows.size() < most) table.rows.push_back(std::move(row));
    }
  }
  document.Heading(Say::kSuccesses);
  document.Paragraph(Plain(report.language, Say::kSuccessesNote));
  document.AddTable(std::move(table));
}

void AppendCategories(const IncidentReport& report, Document& document) {
  struct Sums {
    std::size_t incidents = 0;
    uint64_t entries = 0;
  };
  std::map<Category, Sums> sums;
  for (const Incident& incident : report.incidents) {
    ++sums[incident.sum.Main()].incidents;
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      if (incident.sum.categories[i] != 0)
        sums[static_cast<Category>(i)].entries += incident.sum.categories[i];
    }
  }
  if (sums.empty()) return;
  DocumentTable table;
  table.columns = {Titled(report.language, Say::kColumnIncidents, Table::Align::kRight),
                   Titled(report.language, Say::kColumnEntries, Table::Align::kRight),
                   Titled(report.language, Say::kColumnCategory),
                   Titled(report.language, Say::kColumnMeaning)};
  for (const auto& [category, sum] : sums) {
    table.rows.push_back({Plain(FormatCount(sum.incidents)), Plain(FormatCount(sum.entries)),
                          Plain(CategoryName(category)), Plain(CategoryText(report.language, category))});
  }
  document.Heading(Say::kByCategory);
  document.AddTable(std::move(table));
}

void AppendChart(const IncidentReport& report, Document& document) {
  const TimeBuckets::Columns columns = report.buckets.Take(kChartColumns);
  if (columns.all.empty()) return;
  document.Heading(Say::kOverTime);
  const int64_t end = columns.first_us + static_cast<int64_t>(columns.all.size()) * columns.width_us;
  document.Paragraph(Filled(report.language, Say::kChartNote,
                            {Own(FormatSpan(Milliseconds(columns.width_us / 1000))),
                             Own(report.time.Short(columns.first_us)), Own(report.time.WithZone(end))}));
  DocumentChart chart;
  chart.title = Text(report.language, Say::kChartByCategory);
  chart.first_us = columns.first_us;
  chart.time = report.time;
  chart.width_us = columns.width_us;
  std::vector<ChartSeries> series;
  for (uint8_t i = 0; i < kCategoryCount; ++i)
    series.push_back({std::string(CategoryName(static_cast<Category>(i))), i, columns.of_category[i]});
  chart.series = LeadingSeries(std::move(series), kSeriesShown,
                               std::string(Text(report.language, Say::kOtherCategories)));
  document.Chart(std::move(chart));
  if (report.AfterBlock() == 0) return;
  DocumentChart blocked;
  blocked.title = Text(report.language, Say::kChartBlocked);
  blocked.first_us = columns.first_us;
  blocked.time = report.time;
  blocked.width_us = columns.width_us;
  blocked.series = {
      {std::string(Text(report.language, Say::kAfterBlockSeries)), kBlockedColour, columns.after_block},
      {std::string(Text(report.language, Say::kBeforeBlockSeries)), kOtherColour, columns.all}};
  for (std::size_t i = 0; i < columns.all.size(); ++i)
    blocked.series[1].values[i] -= blocked.series[0].values[i];
  document.Chart(std::move(blocked));
}

void AppendTargets(const IncidentReport& report, Document& document) {
  constexpr std::size_t kMostTargets = 10'000;
  BoundedCounts<std::string> targets(kMostTargets);
  for (const Incident& incident : report.incidents) targets.Add(incident.sum.targets);
  if (targets.empty()) return;
  DocumentTable table;
  table.columns = {Titled(report.language, Say::kColumnCount, Table::Align::kRight),
                   Titled(report.language, Say::kColumnTarget)};
  for (const auto& [target, count] : targets.Sorted()) {
    if (table.rows.size() == kRowsOfTops) break;
    table.rows.push_back({Plain(FormatCount(count)), ForeignLine(ReadableText(report.Foreign(target)))});
  }
  document.Heading(Say::kTopTargets);
  document.AddTable(std::move(table));
}

// What providers hand out to one customer, or to one of their sites.
std::string NetworkOf(const ClientAddress& client) {
  constexpr uint8_t kIpv4Bits = 24, kIpv6Bits = 48;
  return client.Masked({kIpv4Bits, kIpv6Bits}).ToString(ClientPrefix{kIpv4Bits, kIpv6Bits});
}

void AppendNetworks(const IncidentReport& report, Document& document) {
  if (report.anonymizer || report.incidents.empty()) return;
  struct Sums {
    std::set<ClientAddress> clients;
    uint64_t entries = 0;
  };
  std::map<std::string, Sums> networks;
  for (const Incident& incident : report.incidents) {
    for (const IncidentClient& client : incident.clients) {
      Sums& sums = networks[NetworkOf(client.address)];
      sums.clients.insert(client.address);
      sums.entries += client.entries;
    }
  }
  std::vector<std::pair<std::string, const Sums*>> rows;
  rows.reserve(networks.size());
  for (const auto& [network, sums] : networks) rows.emplace_back(network, &sums);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second->entries > b.second->entries; });
  DocumentTable table;
  table.columns = {Titled(report.language, Say::kColumnEntries, Table::Align::kRight),
                   Titled(report.language, Say::kColumnClients, Table::Align::kRight),
                   Titled(report.language, Say::kColumnNetwork)};
  for (const auto& [network, sums] : rows) {
    if (table.rows.size() == kRowsOfTops) break;
    table.rows.push_back(
        {Plain(FormatCount(sums->entries)), Plain(FormatCount(sums->clients.size())), Plain(network)});
  }
  document.Heading(Say::kTopNetworks);
  document.AddTable(std::move(table));
}

}  // namespace

void ComposeSummary(const IncidentReport& report, std::size_t most, Document& document) {
  document.Heading(Say::kSummary);
  AppendSummaryFacts(report, document);
  AppendSuccesses(report, most, document);
  AppendCategories(report, document);
  AppendChart(report, document);
  AppendTargets(report, document);
  AppendNetworks(report, document);
}

}  // namespace errwatch::cli

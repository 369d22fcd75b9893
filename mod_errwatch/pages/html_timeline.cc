// What happened when, on the status page.
#include <algorithm>

#include "base/time_text.h"
#include "pages/chart_svg.h"
#include "pages/html.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostSeries = 8;  // of a chart; the others are one
static_assert(kCategoryCount <= kOtherColour);

// What the page says of a counter with a timeline.
struct CounterLook {
  std::string_view name;
  PagePhrase shown;
  uint8_t colour;
};
constexpr CounterLook kRequests[] = {{"denials", "denied", 0}, {"would_deny", "would have been denied", 2}};
constexpr CounterLook kBlocks[] = {{"blocks", "clients", 0},
                                   {"range_blocks", "ranges as a whole", 3},
                                   {"detections", "held back by DetectionOnly", 2}};

// How the times of a timeline are written.
struct TimeLook {
  std::string_view id;
  PagePhrase title;
  PagePhrase bucket;
  std::size_t from, bytes;            // of FormatTimeShort, in a bucket's name
  std::size_t tick_from, tick_bytes;  // ... below the picture
  int64_t tick_ms;                    // between those
};
constexpr TimeLook kMinutes = {"minutes", "Last two hours", "Minute (UTC)", 11, 5, 11, 5, 30 * 60'000};
constexpr TimeLook kHours = {"hours", "Last seven days", "Hour (UTC)", 5, 11, 5, 5, 24 * 3'600'000};

StackedChart ChartOf(const TimelineView& timeline, const TimeLook& look, std::string_view id,
                     PagePhrase title, const Html& page) {
  StackedChart chart;
  chart.id = std::string(look.id) + "-" + std::string(id);
  chart.title = page.In(title);
  chart.bucket_name = page.In(look.bucket);
  chart.table_name = page.In("As a table");
  chart.nothing = page.In("Nothing in this time.");
  const std::size_t buckets = timeline.categories.empty() ? 0 : timeline.categories.front().counts.size();
  Tick begin = timeline.begin;
  for (std::size_t i = 0; i < buckets; ++i) {
    const std::string time = FormatTimeShort(begin);
    chart.buckets.push_back(time.substr(look.from, look.bytes));
    if (UnixMs(begin) % look.tick_ms == 0)
      chart.ticks.push_back({i, time.substr(look.tick_from, look.tick_bytes)});
    begin = After(begin, timeline.step);
  }
  return chart;
}

uint64_t SumOf(const StackedChart& chart) {
  uint64_t sum = 0;
  for (const ChartSeries& series : chart.series)
    for (const uint64_t count : series.values) sum += count;
  return sum;
}

void Append(StackedChart chart, const TimeLook& look, Html& page) {
  chart.description = std::string(page.In(look.title)) + ": " + FormatCount(SumOf(chart));
  AppendChart(chart, page);
}

uint8_t ColourOf(const std::string& category) {
  const std::optional<Category> known = ParseCategory(category);
  return known && *known != Category::kBenign ? static_cast<uint8_t>(*known) : kOtherColour;
}

template <std::size_t N>
void SetSeries(const TimelineView& timeline, const CounterLook (&looks)[N], const Html& page,
               StackedChart& chart) {
  for (const CounterLook& look : looks) {
    const auto found = std::ranges::find(timeline.counters, look.name, &TimelineRow::name);
    if (found != timeline.counters.end())
      chart.series.push_back({std::string(page.In(look.shown)), look.colour, found->counts});
  }
}

void AppendTimeline(const TimelineView& timeline, const TimeLook& look, Html& page) {
  BeginSection(look.id, page.In(look.title), "", page);
  StackedChart categories = ChartOf(timeline, look, "categories", "Entries and responses by category", page);
  for (const TimelineRow& row : timeline.categories)
    categories.series.push_back({row.name, ColourOf(row.name), row.counts});
  categories.series =
      LeadingSeries(std::move(categories.series), kMostSeries, std::string(page.In("others")));
  Append(std::move(categories), look, page);
  page.Markup("<div class=\"two\">\n");
  StackedChart requests = ChartOf(timeline, look, "requests", "Requests denied", page);
  SetSeries(timeline, kRequests, page, requests);
  Append(std::move(requests), look, page);
  StackedChart blocks = ChartOf(timeline, look, "blocks", "Blocks", page);
  SetSeries(timeline, kBlocks, page, blocks);
  Append(std::move(blocks), look, page);
  page.Markup("</div></section>\n");
}

}  // namespace

void AppendTimelines(const Snapshot& snapshot, Html& page) {
  AppendTimeline(snapshot.minutes, kMinutes, page);
  AppendTimeline(snapshot.hours, kHours, page);
}

}  // namespace errwatch

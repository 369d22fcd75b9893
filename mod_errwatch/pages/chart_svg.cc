#include "pages/chart_svg.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "base/time_text.h"

namespace errwatch {
namespace {

// Units of the picture, which is stretched to its place.
constexpr uint64_t kHigh = 1000;
constexpr uint64_t kBucketWide = 10;
constexpr uint64_t kBarWide = 8;
constexpr uint64_t kLeastHigh = 12;  // what is there is seen
constexpr uint64_t kAxisSteps[] = {1, 2, 3, 4, 6, 8};
constexpr std::size_t kLastTick = 91;  // in hundredths of the width: behind it there is no room for a text

uint64_t Add(uint64_t a, uint64_t b) {
  return a > std::numeric_limits<uint64_t>::max() - b ? std::numeric_limits<uint64_t>::max() : a + b;
}

uint64_t ValueOf(const ChartSeries& series, std::size_t bucket) {
  return bucket < series.values.size() ? series.values[bucket] : 0;
}

uint64_t SumOf(const ChartSeries& series) {
  return std::accumulate(series.values.begin(), series.values.end(), uint64_t{0}, Add);
}

// Of each bucket, over all series.
std::vector<uint64_t> TotalsOf(const StackedChart& chart) {
  std::vector<uint64_t> totals(chart.buckets.size());
  for (const ChartSeries& series : chart.series)
    for (std::size_t i = 0; i < totals.size(); ++i) totals[i] = Add(totals[i], ValueOf(series, i));
  return totals;
}

void AppendNumber(uint64_t number, Html& page) { page.Text(std::to_string(number)); }

// One path a series: a rectangle for each value that is not 0, on top of what is there by `heights`.
void AppendBars(const ChartSeries& series, uint64_t top, std::vector<uint64_t>& heights, Html& page) {
  page.Markup("<path class=\"k");
  AppendNumber(std::min<uint64_t>(series.colour, kOtherColour), page);
  page.Markup("\" d=\"");
  for (std::size_t i = 0; i < heights.size(); ++i) {
    const uint64_t value = ValueOf(series, i);
    if (value == 0) continue;
    const double share = static_cast<double>(value) / static_cast<double>(top);
    const uint64_t high =
        std::min(std::max(kLeastHigh, static_cast<uint64_t>(share * kHigh)), kHigh - heights[i]);
    heights[i] += high;
    page.Markup("M");
    AppendNumber(i * kBucketWide + (kBucketWide - kBarWide) / 2, page);
    page.Markup(" ");
    AppendNumber(kHigh - heights[i], page);
    page.Markup("h");
    AppendNumber(kBarWide, page);
    page.Markup("v");
    AppendNumber(high, page);
    page.Markup("h-");
    AppendNumber(kBarWide, page);
    page.Markup("z");
  }
  page.Markup("\"/>");
}

// What a pointer that rests on a bucket is told.
void AppendHint(const StackedChart& chart, std::size_t bucket, Html& page) {
  page.Markup("<rect class=\"hint\" x=\"");
  AppendNumber(bucket * kBucketWide, page);
  page.Markup("\" y=\"0\" width=\"");
  AppendNumber(kBucketWide, page);
  page.Markup("\" height=\"");
  AppendNumber(kHigh, page);
  page.Markup("\"><title>").Text(chart.buckets[bucket]).Markup(": ");
  bool first = true;
  for (const ChartSeries& series : chart.series) {
    const uint64_t value = ValueOf(series, bucket);
    if (value == 0) continue;
    if (!std::exchange(first, false)) page.Markup(", ");
    page.Text(series.name).Markup(" ").Number(value);
  }
  page.Markup("</title></rect>");
}

void AppendPicture(const StackedChart& chart, const std::vector<uint64_t>& totals, uint64_t top, Html& page) {
  page.Markup("<svg role=\"img\" aria-labelledby=\"").Text(chart.id).Markup("-title ").Text(chart.id);
  page.Markup("-desc\" preserveAspectRatio=\"none\" viewBox=\"0 0 ");
  AppendNumber(std::max<std::size_t>(1, chart.buckets.size()) * kBucketWide, page);
  page.Markup(" ");
  AppendNumber(kHigh, page);
  page.Markup("\"><title id=\"").Text(chart.id).Markup("-title\">").Text(chart.title);
  page.Markup("</title><desc id=\"").Text(chart.id).Markup("-desc\">").Text(chart.description);
  page.Markup("</desc><path class=\"grid\" d=\"");
  for (const uint64_t y : {uint64_t{0}, kHigh / 2, kHigh}) {
    page.Markup("M0 ");
    AppendNumber(y, page);
    page.Markup("h");
    AppendNumber(chart.buckets.size() * kBucketWide, page);
  }
  page.Markup("\"/>");
  std::vector<uint64_t> heights(chart.buckets.size());
  for (const ChartSeries& series : chart.series)
    if (SumOf(series) != 0) AppendBars(series, top, heights, page);
  for (std::size_t i = 0; i < totals.size(); ++i)
    if (totals[i] != 0) AppendHint(chart, i, page);
  page.Markup("</svg>\n");
}

// The picture's title and table say the same to those who do not see it.
void AppendAxes(const StackedChart& chart, uint64_t top, Html& page) {
  page.Markup("<div class=\"high\" aria-hidden=\"true\"><span>").Number(top).Markup("</span><span>");
  if (top % 2 == 0) page.Number(top / 2);
  page.Markup("</span><span>0</span></div><svg class=\"times\" aria-hidden=\"true\">");
  for (const ChartTick& tick : chart.ticks) {
    const std::size_t tenths = tick.bucket * 1000 / std::max<std::size_t>(1, chart.buckets.size());
    if (tenths > kLastTick * 10) continue;
    page.Markup("<text y=\"14\" x=\"").Text(std::to_string(tenths / 10) + "." + std::to_string(tenths % 10));
    page.Markup("%\">").Text(tick.text).Markup("</text>");
  }
  page.Markup("</svg>\n");
}

void AppendLegend(const StackedChart& chart, Html& page) {
  page.Markup("<ul class=\"legend\">");
  for (const ChartSeries& series : chart.series) {
    const uint64_t sum = SumOf(series);
    if (sum == 0) continue;
    page.Markup("<li><svg class=\"key\" aria-hidden=\"true\" viewBox=\"0 0 1 1\"><path class=\"k");
    AppendNumber(std::min<uint64_t>(series.colour, kOtherColour), page);
    page.Markup("\" d=\"M0 0h1v1h-1z\"/></svg>")
        .Text(series.name)
        .Markup(" <b>")
        .Number(sum)
        .Markup("</b></li>");
  }
  page.Markup("</ul>\n");
}

void AppendTable(const StackedChart& chart, const std::vector<uint64_t>& totals, Html& page) {
  std::vector<const ChartSeries*> shown;
  for (const ChartSeries& series : chart.series)
    if (SumOf(series) != 0) shown.push_back(&series);
  page.Markup("<details><summary>")
      .Text(chart.table_name)
      .Markup("</summary><div class=\"wide\"><table><caption>");
  page.Text(chart.title)
      .Markup("</caption><thead><tr><th scope=\"col\">")
      .Text(chart.bucket_name)
      .Markup("</th>");
  for (const ChartSeries* series : shown)
    page.Markup("<th scope=\"col\" class=\"n\">").Text(series->name).Markup("</th>");
  page.Markup("</tr></thead>\n<tbody>\n");
  for (std::size_t i = 0; i < totals.size(); ++i) {
    if (totals[i] == 0) continue;
    page.Markup("<tr><th scope=\"row\">").Text(chart.buckets[i]).Markup("</th>");
    for (const ChartSeries* series : shown)
      page.Markup("<td class=\"n\">").Number(ValueOf(*series, i)).Markup("</td>");
    page.Markup("</tr>\n");
  }
  page.Markup("</tbody></table></div></details>\n");
}

}  // namespace

uint64_t AxisTop(uint64_t value) {
  constexpr uint64_t kMostPower = 1'000'000'000'000'000'000;
  if (value == 0) return 0;
  for (uint64_t power = 1; power <= kMostPower; power *= 10) {
    for (const uint64_t step : kAxisSteps)
      if (power * step >= value) return power * step;
    if (power == kMostPower) break;
  }
  return value;
}

std::vector<ChartSeries> LeadingSeries(std::vector<ChartSeries> series, std::size_t most,
                                       std::string others) {
  std::erase_if(series, [](const ChartSeries& one) { return SumOf(one) == 0; });
  if (series.size() <= most) return series;
  std::vector<uint64_t> sums;
  sums.reserve(series.size());
  for (const ChartSeries& one : series) sums.push_back(SumOf(one));
  std::sort(sums.rbegin(), sums.rend());
  ChartSeries rest{std::move(others), kOtherColour, {}};
  std::vector<ChartSeries> leading;
  // Of those with the same sum the first ones are taken.
  const uint64_t least = most == 0 ? std::numeric_limits<uint64_t>::max() : sums[most - 1];
  auto equal = static_cast<std::size_t>(
      std::count(sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(most), least));
  for (ChartSeries& one : series) {
    const uint64_t sum = SumOf(one);
    if (most != 0 && (sum > least || (sum == least && equal != 0))) {
      if (sum == least) --equal;
      leading.push_back(std::move(one));
      continue;
    }
    rest.values.resize(std::max(rest.values.size(), one.values.size()));
    for (std::size_t i = 0; i < one.values.size(); ++i) rest.values[i] = Add(rest.values[i], one.values[i]);
  }
  leading.push_back(std::move(rest));
  return leading;
}

void AppendChart(const StackedChart& chart, Html& page) {
  const std::vector<uint64_t> totals = TotalsOf(chart);
  const uint64_t top = totals.empty() ? 0 : AxisTop(*std::max_element(totals.begin(), totals.end()));
  page.Markup("<figure class=\"chart\"><figcaption>").Text(chart.title).Markup("</figcaption>\n");
  if (top == 0) {
    page.Markup("<p class=\"none\">").Text(chart.nothing).Markup("</p></figure>\n");
    return;
  }
  page.Markup("<div class=\"plot\">");
  AppendPicture(chart, totals, top, page);
  AppendAxes(chart, top, page);
  page.Markup("</div>");
  AppendLegend(chart, page);
  AppendTable(chart, totals, page);
  page.Markup("</figure>\n");
}

}  // namespace errwatch

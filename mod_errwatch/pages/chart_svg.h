// Counts over time as stacked bars: inline SVG without a script, a legend, and the same numbers as a table.
//
// The picture has the width that there is. Writing is not stretched with it: on a phone it is as large as on
// a screen. Colours are classes of pages/html_style.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "pages/html.h"

namespace errwatch {

// Colours of series are smaller than this; the last is for what is put together as "others".
inline constexpr uint8_t kChartColours = 18;
inline constexpr uint8_t kOtherColour = kChartColours - 1;

struct ChartSeries {
  std::string name;
  uint8_t colour = kOtherColour;
  std::vector<uint64_t> values;  // one a bucket; those that are missing are 0
};

// A time named below the picture, where its bucket begins.
struct ChartTick {
  std::size_t bucket = 0;
  std::string text;  // short: several stand beside each other on a phone
};

struct StackedChart {
  std::string id;                    // letters, digits and hyphens; no other element of the page has it
  std::string title;                 // also of the picture
  std::string description;           // what somebody should know who does not see it
  std::string bucket_name;           // "minute (UTC)": heads the first column of the table
  std::string table_name;            // what opens the table
  std::string nothing;               // said where every value is 0
  std::vector<std::string> buckets;  // oldest first
  std::vector<ChartTick> ticks;
  std::vector<ChartSeries> series;  // lowest in the stack first
};

// <figure>: picture, axes, legend, table. What has no value is in neither of the last two.
void AppendChart(const StackedChart& chart, Html& page);

// The `most` series with the highest sums in their order, and the sum of the others behind them under
// `others`; those without a value are left out.
std::vector<ChartSeries> LeadingSeries(std::vector<ChartSeries> series, std::size_t most, std::string others);

// The least of 1, 2, 3, 4, 6, 8 and their tenfolds that is not less than `value`; 0 for 0.
uint64_t AxisTop(uint64_t value);

}  // namespace errwatch

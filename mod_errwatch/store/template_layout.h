// How the message templates that were met lie in shared memory (template_rows.h). Part of segment_layout.h's
// layout: change kLayoutVersion with anything here.
//
//   A set holds eight templates in 1,600 bytes:
//   +-------+-----------------+
//   | 8 ids | row 0 ... row 7 |
//   +-------+-----------------+
//     64 B     192 B each
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "anomaly/message_template.h"
#include "store/segment_layout.h"
#include "store/shared_word.h"

namespace errwatch::store {

inline constexpr uint32_t kTemplateWays = 8;
inline constexpr uint32_t kTemplateSets = 128;  // a server's messages are of some hundred templates

// Words that bear another template's mark are void: so a row changes hands by one swap of its id.
struct alignas(64) TemplateRow {
  SharedWord count;       // entries (40 bits) | mark (24 bits)
  SharedWord first;       // tick (37 bits) | mark (27 bits)
  SharedWord last;        // tick (37 bits) | mark (27 bits)
  SharedWord text_state;  // id whose text is complete; or bit 62 and since when it is being written (37 bits)
  SharedWord level;       // most severe one met (8 bits) | mark (56 bits)
  std::array<SharedWord, kTemplateTextBytes / sizeof(SharedWord) - 1> text;  // filled up with NUL
};
static_assert(sizeof(TemplateRow) == 192);

struct alignas(64) TemplateSet {
  std::array<SharedWord, kTemplateWays> ids;  // 0 = free
  std::array<TemplateRow, kTemplateWays> rows;
};
static_assert(sizeof(TemplateSet) == 1600 && kIsPlain<TemplateSet>);

}  // namespace errwatch::store

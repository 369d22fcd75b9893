// What all pages of the status handler have around them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "pages/html.h"
#include "pages/page_query.h"

namespace errwatch {

struct PageHead {
  std::string title;  // of the window
  std::string heading;
  std::string remark;  // beside it
};
struct PagePart {
  std::string_view id;
  PagePhrase name;
};

// Up to the beginning of <main>. Of `parts` those are for that are to be led to.
void BeginPage(const Snapshot& snapshot, const PageQuery& query, const PageHead& head,
               std::span<const PagePart> parts, Html& page);
void EndPage(const Snapshot& snapshot, Html& page);

}  // namespace errwatch

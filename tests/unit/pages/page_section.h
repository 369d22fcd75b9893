// Parts of a status page.
#pragma once

#include <cppunit/TestAssert.h>

#include <string>
#include <string_view>

#include "pages/render.h"

namespace errwatch {

// From the first `from` to the next `to`.
inline std::string Between(const std::string& page, std::string_view from, std::string_view to) {
  const std::size_t begin = page.find(from);
  CPPUNIT_ASSERT_MESSAGE(std::string(from), begin != std::string::npos);
  return page.substr(begin, page.find(to, begin) - begin);
}
inline std::string SectionOf(const Snapshot& snapshot, const std::string& id) {
  return Between(RenderHtml(snapshot), "<section id=\"" + id + "\"", "</section>");
}

}  // namespace errwatch

// Asserts about a part of a long text; the message says which part.
#pragma once

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

namespace errwatch {

inline void AssertContains(const std::string& text, std::string_view part) {
  CPPUNIT_ASSERT_MESSAGE("no '" + std::string(part) + "' in " + text, text.find(part) != std::string::npos);
}
inline void AssertLacks(const std::string& text, std::string_view part) {
  CPPUNIT_ASSERT_MESSAGE("'" + std::string(part) + "' in " + text, text.find(part) == std::string::npos);
}

}  // namespace errwatch

// For tests of the grammar of directives: words as httpd splits them, the value of what is good, what is said of
// what is not.
#pragma once

#include <cppunit/TestAssert.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/words.h"

namespace errwatch {

inline std::vector<Word> WordsOf(std::string_view text) {
  const auto words = SplitArguments(text);
  CPPUNIT_ASSERT_MESSAGE(std::string(text), words.ok());
  return words.value();
}

template <typename T>
T Value(const Result<T>& result) {
  CPPUNIT_ASSERT_MESSAGE(result.ok() ? "" : result.error(), result.ok());
  return result.value();
}

template <typename T>
void AssertError(const char* text, const Result<T>& result, std::string_view part) {
  CPPUNIT_ASSERT_MESSAGE(text, !result.ok());
  CPPUNIT_ASSERT_MESSAGE(std::string(text) + ": " + result.error(),
                         result.error().find(part) != std::string::npos);
}

struct Mistake {
  const char* text;
  const char* part;  // of what is said
};

}  // namespace errwatch

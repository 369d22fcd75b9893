#include "config/words.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace errwatch {
namespace {

// "word|word", quoted ones in brackets.
std::string Split(std::string_view arguments) {
  const auto words = SplitArguments(arguments);
  if (!words) return "error: " + words.error();
  std::string text;
  for (const Word& word : words.value()) {
    if (!text.empty()) text += '|';
    text += word.quoted ? "[" + word.text + "]" : word.text;
  }
  return text;
}

class WordsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WordsTest);
  CPPUNIT_TEST(WordsAreSplitAsHttpdDoes);
  CPPUNIT_TEST(OpenQuoteIsRefused);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WordsAreSplitAsHttpdDoes() {
    const std::vector<std::pair<std::string_view, std::string_view>> cases = {
        {"", ""},
        {"  a \t b  ", "a|b"},
        {R"("a b" c)", "[a b]|c"},
        {R"('a "b" c')", R"([a "b" c])"},
        {R"("say \"x\" \\ \d \'")", R"([say "x" \ \d \'])"},
        {R"('it\'s')", "[it's]"},
        {R"(name="a b" x)", "name=a b|x"},
        {R"(name='a "b"')", R"(name=a "b")"},
        {R"(name=a=b)", "name=a=b"},
        {R"(it's 5")", R"(it's|5")"},
        {R"(name=x"y)", R"(name=x"y)"},
        {R"(a\\b\c)", R"(a\b\c)"},
        {R"("a""b"c)", "[a]|[b]|c"},
        {R"("")", "[]"},
        {"\\", "\\"},
    };
    for (const auto& [in, out] : cases)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(in), std::string(out), Split(in));
  }

  void OpenQuoteIsRefused() {
    for (const char* text : {"\"", "a \"b", "'x\"", "name=\"a b", "\"a\\\"", "\"a\\"}) {
      CPPUNIT_ASSERT_MESSAGE(text, Split(text).find("is not closed") != std::string::npos);
    }
    CPPUNIT_ASSERT(Split("ab 'x").find("column 4") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WordsTest);

}  // namespace
}  // namespace errwatch

#include "structure/shell_word.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

std::string Unix(std::string_view text, InBraces in_braces = InBraces::kNo) {
  return std::string(ReadUnixWord(text, 0, in_braces).text());
}
bool IsDressed(std::string_view text) { return ReadUnixWord(text, 0, InBraces::kNo).dressed; }

class ShellWordTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellWordTest);
  CPPUNIT_TEST(WhatHidesAWordGoes);
  CPPUNIT_TEST(OnlyWhatIsInsideIsDress);
  CPPUNIT_TEST(WordsEnd);
  CPPUNIT_TEST(NamesOfPrograms);
  CPPUNIT_TEST(Globs);
  CPPUNIT_TEST(WindowsWords);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatHidesAWordGoes() {
    for (const std::string_view text : {"cat", "c'a't", "c\"a\"t", "c\\at", "c$@at", "c$*at", "c${x}at",
                                        "c$()at", "c``at", "c''at", "c[a]t", "'cat'", "c<()at", "c$1at"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(text), std::string("cat"), Unix(text));
    CPPUNIT_ASSERT_EQUAL(std::string("cat"), Unix("cat,x", InBraces::kYes));
    CPPUNIT_ASSERT_EQUAL(std::string("cat,x"), Unix("cat,x"));
  }

  void OnlyWhatIsInsideIsDress() {
    for (const std::string_view text : {"c'a't", "c\\at", "c$@at", "'c'at", "c[a]t", "c``at"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), IsDressed(text));
    for (const std::string_view text :
         {"\"\\\"cat", "cat", "'cat'", "\"cat\"", "\\cat", "``cat", "''cat''", "cat's", "i'd"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !IsDressed(text));
  }

  void WordsEnd() {
    for (const std::string_view text : {"cat x", "cat;x", "cat|x", "cat&x", "cat)x", "cat>x", "cat`x",
                                        "cat'x", "cat$IFS", "cat${ifs}x", "cat#x"}) {
      if (text == "cat$IFS") continue;  // text is in lower case
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(text), std::size_t{3},
                                   ReadUnixWord(text, 0, InBraces::kNo).end);
    }
    CPPUNIT_ASSERT(ReadUnixWord(std::string(100, 'a'), 0, InBraces::kNo).too_long);
    std::string empty_quotes;
    while (empty_quotes.size() < 8192) empty_quotes += "''";
    CPPUNIT_ASSERT(ReadUnixWord(empty_quotes, 0, InBraces::kNo).end < 256);
  }

  void NamesOfPrograms() {
    const auto name = [](std::string_view text) {
      return std::string(ProgramName(ReadUnixWord(text, 0, InBraces::kNo)));
    };
    for (const std::string_view text :
         {"id", "/bin/id", "/usr/bin/id", "./id", "../id", "/b?n/id", "/?\?\?/id", "bin/id", "//bin//id"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(text), std::string("id"), name(text));
    for (const std::string_view text : {"/etc/id", "/home/id", "a/id"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(text), std::string(), name(text));
  }

  void Globs() {
    CPPUNIT_ASSERT(GlobMatches("c?t", "cat") && GlobMatches("*t", "cat") && GlobMatches("c*", "cat") &&
                   GlobMatches("*a*", "cat") && GlobMatches("*", ""));
    CPPUNIT_ASSERT(!GlobMatches("c?t", "ct") && !GlobMatches("c*x", "cat") && !GlobMatches("", "a") &&
                   !GlobMatches("?", ""));
  }

  void WindowsWords() {
    const auto word = [](std::string_view text) { return std::string(ReadWindowsWord(text, 0).text()); };
    CPPUNIT_ASSERT_EQUAL(std::string("whoami"), word("w^h\"o\"ami x"));
    CPPUNIT_ASSERT_EQUAL(std::string("cmd"), word("cmd/c"));
    CPPUNIT_ASSERT_EQUAL(std::string("c:\\x\\cmd.exe"), word("c:\\x\\cmd.exe /c"));
    CPPUNIT_ASSERT(ReadWindowsWord("w^hoami", 0).dressed && !ReadWindowsWord("whoami", 0).dressed);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellWordTest);

}  // namespace
}  // namespace errwatch

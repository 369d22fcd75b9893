#include "config/word_list.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/temporary_directory.h"

namespace errwatch {
namespace {

class WordListTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WordListTest);
  CPPUNIT_TEST(LinesAreRead);
  CPPUNIT_TEST(BadLinesAreRefusedWithWhatWouldBeRight);
  CPPUNIT_TEST(SizesAreBounded);
  CPPUNIT_TEST(Files);
  CPPUNIT_TEST(NamesOfLists);
  CPPUNIT_TEST(OfOtherEditors);
  CPPUNIT_TEST_SUITE_END();

  static std::string ErrorOf(std::string_view text) {
    const auto list = ParseWordList(text, "list");
    return list ? "accepted" : list.error();
  }

 public:
  void OfOtherEditors() {
    const TemporaryDirectory directory;
    CPPUNIT_ASSERT(ReadWordFile(directory.Write("marked",
                                                "\xEF\xBB\xBF"
                                                "nikto\n"))
                       .ok());
    CPPUNIT_ASSERT(ReadWordFile(directory.Write("wide", std::string_view("\xFF\xFE"
                                                                         "a\0\n\0",
                                                                         6)))
                       .error()
                       .find("is UTF-16") != std::string::npos);
  }

  void LinesAreRead() {
    const auto list = ParseWordList("# what\n#where\n\n.env\r\n a b \n# between\nc#d", "list");
    CPPUNIT_ASSERT_MESSAGE(list ? "" : list.error(), list.ok());
    CPPUNIT_ASSERT((list.value() == std::vector<std::string>{".env", "a b", "c#d"}));
  }

  void BadLinesAreRefusedWithWhatWouldBeRight() {
    CPPUNIT_ASSERT_EQUAL(std::string("list has no words; write one a line"), ErrorOf(""));
    CPPUNIT_ASSERT_EQUAL(std::string("list has no words; write one a line"), ErrorOf("# a\n\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("list:3: \"b\" stands there twice"), ErrorOf("a\nb\nb\n"));
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "list:3: \"a\" belongs before \"b\": sort the words by their bytes, as LC_ALL=C sort -u does"),
        ErrorOf("#\nb\na\n"));
    CPPUNIT_ASSERT_EQUAL(
        std::string("list:1: \"Ab\" has upper-case letters: words are written in lower case"), ErrorOf("Ab"));
    for (const std::string_view text : {std::string_view("a\0b", 3), std::string_view("a\tb"),
                                        std::string_view("a\x7f"), std::string_view("\x1b[1m")})
      CPPUNIT_ASSERT_MESSAGE(ErrorOf(text), ErrorOf(text).find("list:1: ") == 0 &&
                                                ErrorOf(text).find("control character") != std::string::npos);
    CPPUNIT_ASSERT(CheckListWord("a").ok());
    for (const char* word : {"", " a", "a "}) CPPUNIT_ASSERT_MESSAGE(word, !CheckListWord(word).ok());
  }

  void SizesAreBounded() {
    const std::string longest(kMostWordBytes, 'x');
    CPPUNIT_ASSERT_EQUAL(std::string("accepted"), ErrorOf(longest));
    CPPUNIT_ASSERT(ErrorOf(longest + "x").find("words have at most 128 bytes") != std::string::npos);
    std::string many;
    for (std::size_t i = 0; i < kMostListWords; ++i) many += "w" + std::to_string(10000 + i) + "\n";
    CPPUNIT_ASSERT_EQUAL(std::string("accepted"), ErrorOf(many));
    CPPUNIT_ASSERT_EQUAL(std::string("list:2001: more than 2000 words; make two lists of them"),
                         ErrorOf(many + "z"));
  }

  void Files() {
    const TemporaryDirectory directory;
    const auto list = ReadWordFile(directory.Write("a.txt", "b\nc\n"));
    CPPUNIT_ASSERT(list.ok() && list.value().size() == 2);
    CPPUNIT_ASSERT_EQUAL(directory.Path("a.txt") + ":2: \"b\" stands there twice",
                         ReadWordFile(directory.Write("a.txt", "b\nb\n")).error());
    CPPUNIT_ASSERT_EQUAL("cannot read " + directory.Path("none.txt") + ": No such file or directory",
                         ReadWordFile(directory.Path("none.txt")).error());
    const auto large = ReadWordFile(directory.Write("a.txt", std::string((1U << 20) + 1, '#')));
    CPPUNIT_ASSERT(!large.ok() && large.error().find("larger than") != std::string::npos);
  }

  void NamesOfLists() {
    for (const auto& [file, name] : std::vector<std::pair<std::string, std::string>>{
             {"a.txt", "a"}, {"words/web-shells.txt", "web-shells"}, {"/x/y.d/z_1.txt", "z_1"}})
      CPPUNIT_ASSERT_EQUAL(name, WordListName(file).value());
    for (const char* file : {"", "a", ".txt", "A.txt", "a.conf", "a.b.txt", "words/", "a@.txt"})
      CPPUNIT_ASSERT_MESSAGE(file, !WordListName(file).ok());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WordListTest);

}  // namespace
}  // namespace errwatch

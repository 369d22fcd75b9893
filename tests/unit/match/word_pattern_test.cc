#include "match/word_pattern.h"

#include <cppunit/extensions/HelperMacros.h>

#include "match/match_scratch.h"
#include "match/pattern.h"
#include "match/required_literal.h"
#include "rules/rule_set.h"

namespace errwatch {
namespace {

std::string Expanded(std::string_view pattern, const std::vector<WordList>& lists) {
  const auto text = WithWords(pattern, lists);
  return text ? text.value().text : "error: " + text.error();
}

class WordPatternTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WordPatternTest);
  CPPUNIT_TEST(WordsStandWhereTheListIsNamed);
  CPPUNIT_TEST(AGroupStandsWhereOneIsNeeded);
  CPPUNIT_TEST(WordsAreTakenByTheLetter);
  CPPUNIT_TEST(BeginningsAreWrittenOnce);
  CPPUNIT_TEST(BothFormsMatchTheSame);
  CPPUNIT_TEST(MistakesAreNamed);
  CPPUNIT_TEST(WholeWords);
  CPPUNIT_TEST(LongListsHaveLiterals);
  CPPUNIT_TEST_SUITE_END();

  const WordList tools_{"tools", {"dirb", "nikto", "sqlmap"}};

 public:
  void WordsStandWhereTheListIsNamed() {
    CPPUNIT_ASSERT_EQUAL(std::string("(?:sqlmap|nikto|dirb)/"), Expanded("@tools@/", {tools_}));
    CPPUNIT_ASSERT_EQUAL(std::string("a(?:sqlmap|nikto|dirb)b(?:sqlmap|nikto|dirb)"),
                         Expanded("a@tools@b@tools@", {tools_}));
    CPPUNIT_ASSERT_EQUAL(std::string("(?:x|y)(?:sqlmap|nikto|dirb)"),
                         Expanded("(?:@an_2-d@)@tools@", {{"an_2-d", {"x", "y"}}, tools_}));
    // An address of mail is no list.
    CPPUNIT_ASSERT_EQUAL(std::string("a@b.c@d|sqlmap|nikto|dirb"), Expanded("a@b.c@d|@tools@", {tools_}));
    CPPUNIT_ASSERT_EQUAL(std::string("@@sqlmap|nikto|dirb@"), Expanded("@@sqlmap|nikto|dirb@", {}));
  }

  void AGroupStandsWhereOneIsNeeded() {
    const std::vector<WordList> ab = {{"l", {"a", "b"}}};
    for (const auto& [pattern, expanded] :
         std::vector<std::pair<std::string_view, std::string>>{{"@l@", "a|b"},
                                                               {"(?:@l@|c)", "(?:a|b|c)"},
                                                               {"(?:c|@l@)d", "(?:c|a|b)d"},
                                                               {"(?:@l@c)", "(?:(?:a|b)c)"},
                                                               {"(?:@l@)?", "(?:a|b)?"},
                                                               {"@l@?", "(?:a|b)?"},
                                                               {"c\\|@l@|d", "c\\|(?:a|b)|d"},
                                                               {"c\\\\|@l@|d", "c\\\\|a|b|d"},
                                                               {"\\(?:@l@", "\\(?:(?:a|b)"},
                                                               {"(@l@)", "((?:a|b))"},
                                                               {"(?<!@l@)c", "(?<!a|b)c"},
                                                               {"(?<=@l@|d)c", "(?<=a|b|d)c"}})
      CPPUNIT_ASSERT_EQUAL(expanded, Expanded(pattern, ab));
  }

  void WordsAreTakenByTheLetter() {
    const std::vector<std::string> words = {"#x",  "$a^", "(b)", ".*", "[c]",
                                            "\\d", "a b", "{1}", "|",  "\xc3\xa9?+"};
    const auto text = WithWords("^@w@$", std::vector<WordList>{{"w", words}});
    CPPUNIT_ASSERT(text.ok());
    MatchScratch scratch;
    CPPUNIT_ASSERT(RuleSet::Build({}).value()->Warm(scratch).ok());
    for (const std::string& form : {text.value().text, text.value().factored}) {
      const auto pattern = Pattern::Compile(form, false);
      CPPUNIT_ASSERT_MESSAGE(form, pattern.ok());
      for (const std::string& word : words)
        CPPUNIT_ASSERT_MESSAGE(word, pattern.value()->Match(word, scratch) == MatchOutcome::kMatch);
      for (const char* other : {"x", "a", "b", "c", "1", "\\", "ab", "\\d1", "##x"})
        CPPUNIT_ASSERT_MESSAGE(other, pattern.value()->Match(other, scratch) == MatchOutcome::kNoMatch);
    }
  }

  void BeginningsAreWrittenOnce() {
    const auto factored = [](const std::vector<std::string>& words) {
      return WithWords("^@w@", std::vector<WordList>{{"w", words}}).value().factored;
    };
    CPPUNIT_ASSERT_EQUAL(std::string("^(?:a)"), factored({"a"}));
    CPPUNIT_ASSERT_EQUAL(std::string("^(?:a|b)"), factored({"b", "a"}));
    CPPUNIT_ASSERT_EQUAL(std::string("^(?:/etc/(?:hosts|passwd)|x)"),
                         factored({"/etc/hosts", "/etc/passwd", "x"}));
    CPPUNIT_ASSERT_EQUAL(std::string("^(?:ab(?:c(?:d|e)?)?)"), factored({"ab", "abc", "abcd", "abce"}));
    CPPUNIT_ASSERT_EQUAL(std::string("^(?:\\.s(?:sh|vn))"), factored({".ssh", ".svn"}));
    const auto behind = WithWords("(?<!@w@)x", std::vector<WordList>{{"w", {"a", "ab", "abc"}}});
    CPPUNIT_ASSERT_EQUAL(std::string("(?<!abc|ab|a)x"), behind.value().factored);
    // However deep words stand in each other: PCRE2 and what reads patterns have limits.
    std::vector<std::string> nested;
    for (std::size_t i = 1; i <= 120; ++i) nested.push_back(std::string(i, 'a'));
    const auto text = WithWords("^(?:@w@)$", std::vector<WordList>{{"w", nested}});
    MatchScratch scratch;
    CPPUNIT_ASSERT(RuleSet::Build({}).value()->Warm(scratch).ok());
    const auto pattern = Pattern::Compile(text.value().text, false, text.value().factored);
    CPPUNIT_ASSERT(pattern.ok());
    for (std::size_t i = 0; i <= 121; ++i) {
      CPPUNIT_ASSERT_EQUAL(i >= 1 && i <= 120,
                           pattern.value()->Match(std::string(i, 'a'), scratch) == MatchOutcome::kMatch);
    }
  }

  // Both forms match the same, whatever the words: small alphabets make them stand in each other.
  void BothFormsMatchTheSame() {
    MatchScratch scratch;
    CPPUNIT_ASSERT(RuleSet::Build({}).value()->Warm(scratch).ok());
    uint32_t seed = 1;
    const auto next = [&](uint32_t below) {
      seed = seed * 1664525U + 1013904223U;
      return (seed >> 16) % below;
    };
    const auto word = [&] {
      std::string text;
      for (uint32_t left = 1 + next(5); left != 0; --left) text += "ab."[next(3)];
      return text;
    };
    for (int round = 0; round < 200; ++round) {
      std::vector<std::string> words;
      for (uint32_t left = 1 + next(12); left != 0; --left) words.push_back(word());
      const auto both = WithWords("x@w@(?:y|$)", std::vector<WordList>{{"w", words}});
      const auto plain = Pattern::Compile(both.value().text, false);
      const auto factored = Pattern::Compile(both.value().factored, false);
      CPPUNIT_ASSERT_MESSAGE(both.value().factored, plain.ok() && factored.ok());
      for (int i = 0; i < 40; ++i) {
        const std::string text = "x" + word() + (next(2) == 0 ? "" : "y");
        CPPUNIT_ASSERT_MESSAGE(text + ": " + both.value().factored,
                               plain.value()->Match(text, scratch) == factored.value()->Match(text, scratch));
      }
    }
  }

  void MistakesAreNamed() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "error: the pattern does not say where the words of \"tools\" belong: write @tools@ there"),
        Expanded("nikto", {tools_}));
    CPPUNIT_ASSERT_EQUAL(
        std::string("error: @tool@ stands for the words of a list that words= does not name; "
                    "write \\x40 for @"),
        Expanded("@tools@@tool@", {tools_}));
  }

  void WholeWords() {
    const std::vector<WordList> lists = {tools_, {"more", {"zmap"}}};
    const std::string pattern = WholeWordsPattern(lists);
    CPPUNIT_ASSERT_EQUAL(std::string(R"((?<!\w)(?:@tools@|@more@)(?!\w))"), pattern);
    const auto compiled = Pattern::Compile(Expanded(pattern, lists), false);
    MatchScratch scratch;
    CPPUNIT_ASSERT(RuleSet::Build({}).value()->Warm(scratch).ok());
    for (const char* text : {"nikto", "a nikto/2.1", "(zmap)", "-dirb-"})
      CPPUNIT_ASSERT_MESSAGE(text, compiled.value()->Match(text, scratch) == MatchOutcome::kMatch);
    for (const char* text : {"niktos", "anikto", "dirb_", "zmap2", "_zmap", "nikt o"})
      CPPUNIT_ASSERT_MESSAGE(text, compiled.value()->Match(text, scratch) == MatchOutcome::kNoMatch);
  }

  // More words than a pattern's alternatives are joined of.
  void LongListsHaveLiterals() {
    WordList list{"long", {}};
    for (int i = 1000; i < 2500; ++i) list.words.push_back("w" + std::to_string(i));
    const auto literals = RequiredLiterals(Expanded("/@long@\\.php", {list}));
    CPPUNIT_ASSERT(!literals.empty());
    const auto both = WithWords("/@long@\\.php", std::vector<WordList>{list});
    CPPUNIT_ASSERT(Pattern::Compile(both.value().text, false, both.value().factored).ok());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WordPatternTest);

}  // namespace
}  // namespace errwatch

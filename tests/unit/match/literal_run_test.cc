#include "match/literal_run.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

PatternPart Word(const char* text) { return PatternPart::Strings({text}); }

class LiteralRunTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LiteralRunTest);
  CPPUNIT_TEST(NeighboursAreJoined);
  CPPUNIT_TEST(TextIsWhatItsBytesAre);
  CPPUNIT_TEST(UnknownTextBreaksTheRun);
  CPPUNIT_TEST(RepetitionKeepsBothEnds);
  CPPUNIT_TEST(ChoiceNeedsEveryBranch);
  CPPUNIT_TEST(BranchesTakeWhatStandsBefore);
  CPPUNIT_TEST(RepeatedIsExactWhileSmall);
  CPPUNIT_TEST(EverydayTextIsAvoided);
  CPPUNIT_TEST(RequirementsOfASequenceAddUp);
  CPPUNIT_TEST(ShortLiteralsMustBeRare);
  CPPUNIT_TEST(LiteralsThatContainAnotherAreRedundant);
  CPPUNIT_TEST_SUITE_END();

  static LiteralSet RequiredOf(std::initializer_list<PatternPart> parts) {
    LiteralRun run;
    for (const PatternPart& part : parts) run.Add(part);
    return std::move(run).Finish().Required();
  }

 public:
  void NeighboursAreJoined() {
    CPPUNIT_ASSERT((RequiredOf({Word("ab"), PatternPart::Nothing(), Word("cd")}) == LiteralSet{"abcd"}));
    CPPUNIT_ASSERT((RequiredOf({Word("ab"), PatternPart::Strings({"x", "y"}), Word("c")}) ==
                    LiteralSet{"abxc", "abyc"}));
  }

  void TextIsWhatItsBytesAre() {
    for (const std::size_t size : {0U, 1U, 2U, 20U, 31U, 32U, 33U, 64U, 70U}) {
      const std::string text =
          std::string("client denied by server configuration: client denied by configuration: x")
              .substr(0, size);
      for (const PatternPart& before : {PatternPart::Nothing(), Word("ab "),
                                        PatternPart::Strings({"xyz", "q"}), PatternPart::Anything()}) {
        LiteralRun whole;
        LiteralRun bytewise;
        whole.Add(before);
        bytewise.Add(before);
        whole.AddText(text);
        for (const char c : text) bytewise.Add(PatternPart::Strings({std::string(1, c)}));
        for (LiteralRun* run : {&whole, &bytewise}) run->Add(Word("end"));
        const PatternPart a = std::move(whole).Finish();
        const PatternPart b = std::move(bytewise).Finish();
        CPPUNIT_ASSERT_MESSAGE(text, a.Requirements() == b.Requirements());
        CPPUNIT_ASSERT_MESSAGE(text, a.Begin() == b.Begin() && a.End() == b.End() && a.exact == b.exact);
      }
    }
  }

  void UnknownTextBreaksTheRun() {
    CPPUNIT_ASSERT((RequiredOf({Word("abc"), PatternPart::Anything(), Word("qrst")}) == LiteralSet{"qrst"}));
    CPPUNIT_ASSERT(RequiredOf({Word("ab"), PatternPart::Anything(), Word("cd")}).empty());
  }

  void RepetitionKeepsBothEnds() {
    LiteralRun run;
    run.Add(Word("xx"));
    run.AddRepeated(Word("ab"));
    run.Add(Word("yyy"));
    const PatternPart part = std::move(run).Finish();
    CPPUNIT_ASSERT(!part.exact);
    CPPUNIT_ASSERT((part.Required() == LiteralSet{"abyyy"}));
    CPPUNIT_ASSERT((part.Begin() == LiteralSet{"xxab"}));
    CPPUNIT_ASSERT((part.End() == LiteralSet{"abyyy"}));
  }

  void ChoiceNeedsEveryBranch() {
    CPPUNIT_ASSERT((Either({Word("abcd"), Word("efgh")}).strings == LiteralSet{"abcd", "efgh"}));
    CPPUNIT_ASSERT(Either({Word("abcd"), PatternPart::Anything()}).Required().empty());
    PatternPart open = PatternPart::Anything();
    open.required = {"efgh"};
    CPPUNIT_ASSERT((Either({Word("abcd"), open}).Required() == LiteralSet{"abcd", "efgh"}));
  }

  void BranchesTakeWhatStandsBefore() {
    LiteralRun branch;  // "q:" and then anything: too little by itself
    branch.Add(Word("q:"));
    branch.Add(PatternPart::Anything());
    const PatternPart either = Either({Word("iframe"), std::move(branch).Finish()});
    CPPUNIT_ASSERT(either.Required().empty());
    CPPUNIT_ASSERT((RequiredOf({Word("<"), either}) == LiteralSet{"<iframe", "<q:"}));
  }

  void RepeatedIsExactWhileSmall() {
    CPPUNIT_ASSERT((Repeated(Word("a"), 0, 2).strings == LiteralSet{"", "a", "aa"}));
    CPPUNIT_ASSERT(!Repeated(Word("a"), 0, 100).exact);
    CPPUNIT_ASSERT(!Repeated(PatternPart::Strings({"a", "b", "c", "d"}), 1, 4).exact);
    CPPUNIT_ASSERT(!Repeated(PatternPart::Anything(), 0, 1).exact);
  }

  void EverydayTextIsAvoided() {
    CPPUNIT_ASSERT((RequiredOf({Word("file does not exist: "), PatternPart::Anything(), Word("wp-l")}) ==
                    LiteralSet{"wp-l"}));
    CPPUNIT_ASSERT(
        (RequiredOf({Word("configuration"), PatternPart::Anything(), Word("qzxv")}) == LiteralSet{"qzxv"}));
  }

  void RequirementsOfASequenceAddUp() {
    LiteralRun run;
    for (const char* word : {"configuration", "xqzv.", "file does not exist", "xqzv."}) {
      run.Add(Word(word));
      run.Add(PatternPart::Anything());
    }
    const PatternPart part = std::move(run).Finish();
    CPPUNIT_ASSERT((part.Required() == LiteralSet{"xqzv."}));
    CPPUNIT_ASSERT_EQUAL(size_t{1}, part.Requirements().size());  // rare enough: no second one is worth it
    CPPUNIT_ASSERT(!part.also.empty());

    LiteralRun everyday;
    for (const char* word : {"file does not exist", ".php", "does not"}) {
      everyday.Add(Word(word));
      everyday.Add(PatternPart::Anything());
    }
    const std::vector<LiteralSet> requirements = std::move(everyday).Finish().Requirements();
    CPPUNIT_ASSERT_EQUAL(size_t{2}, requirements.size());  // the third says what another one says
  }

  void ShortLiteralsMustBeRare() {
    CPPUNIT_ASSERT(RequiredOf({Word("in")}).empty());
    CPPUNIT_ASSERT(RequiredOf({Word("qz")}).empty());
    CPPUNIT_ASSERT((RequiredOf({Word("/.")}) == LiteralSet{"/."}));  // stands in one sample
    CPPUNIT_ASSERT(RequiredOf({Word("<")}).empty());
    CPPUNIT_ASSERT((RequiredOf({Word("<b")}) == LiteralSet{"<b"}));
    CPPUNIT_ASSERT((RequiredOf({Word(")(")}) == LiteralSet{")("}));
  }

  void LiteralsThatContainAnotherAreRedundant() {
    CPPUNIT_ASSERT((WithoutRedundant({"abc", "xabcd", "bcd", "zzz"}) == LiteralSet{"abc", "bcd", "zzz"}));
    CPPUNIT_ASSERT((WithoutRedundant({"abc", "acb"}) == LiteralSet{"abc", "acb"}));
    CPPUNIT_ASSERT(WithoutRedundant({}).empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LiteralRunTest);

}  // namespace
}  // namespace errwatch

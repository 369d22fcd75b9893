#include "cli/logs/log_form.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

LogLine LineIn(uint32_t wrapping, ClientForm client) {
  LogLine line;
  line.has_prefix = true;
  line.wrapping = wrapping;
  line.client_form = client;
  line.time = "Sun Nov 22 10:00:00 2026";
  return line;
}

class LogFormTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogFormTest);
  CPPUNIT_TEST(FourOfFiveFixIt);
  CPPUNIT_TEST(LogsPutTogetherHaveNone);
  CPPUNIT_TEST(Clients);
  CPPUNIT_TEST(LinesOfNothingDoNotCount);
  CPPUNIT_TEST(NoPrefixAtAll);
  CPPUNIT_TEST_SUITE_END();

 public:
  void FourOfFiveFixIt() {
    FormCensus census;
    CPPUNIT_ASSERT(!census.Form().fixed);
    for (int i = 0; i < 4; ++i) census.Add(LineIn(7, ClientForm::kNamed), true);
    census.Add(LineIn(0, ClientForm::kNamed), false);
    const LogForm form = census.Form();
    CPPUNIT_ASSERT(form.fixed && form.wrapping == 7 && form.coloured);
    CPPUNIT_ASSERT(form.AdmitsLine(LineIn(7, ClientForm::kNone)) &&
                   !form.AdmitsLine(LineIn(0, ClientForm::kNone)));
  }

  void LogsPutTogetherHaveNone() {
    FormCensus census;
    for (int i = 0; i < 3; ++i) census.Add(LineIn(7, ClientForm::kNamed), true);
    for (int i = 0; i < 2; ++i) census.Add(LineIn(0, ClientForm::kNamed), false);
    const LogForm form = census.Form();
    CPPUNIT_ASSERT(!form.fixed && !form.coloured && form.AdmitsLine(LineIn(9, ClientForm::kNone)));
    CPPUNIT_ASSERT(form.AdmitsClient(LineIn(9, ClientForm::kField)));
  }

  void Clients() {
    FormCensus none;
    none.Add(LineIn(0, ClientForm::kNone), false);
    CPPUNIT_ASSERT(none.Form().AdmitsClient(LineIn(0, ClientForm::kNamed)));
    CPPUNIT_ASSERT(!none.Form().AdmitsClient(LineIn(0, ClientForm::kBracket)));
    FormCensus bracket;
    for (int i = 0; i < 9; ++i) bracket.Add(LineIn(0, ClientForm::kBracket), false);
    bracket.Add(LineIn(0, ClientForm::kNamed), false);
    CPPUNIT_ASSERT(bracket.Form().AdmitsClient(LineIn(0, ClientForm::kBracket)));
    CPPUNIT_ASSERT(!bracket.Form().AdmitsClient(LineIn(0, ClientForm::kNamed)));
    CPPUNIT_ASSERT(bracket.Form().AdmitsClient(LineIn(0, ClientForm::kText)));
    // one format of httpd's names them in two ways (CRS)
    for (int i = 0; i < 8; ++i) bracket.Add(LineIn(0, ClientForm::kNamed), false);
    CPPUNIT_ASSERT(bracket.Form().AdmitsClient(LineIn(0, ClientForm::kBracket)));
    CPPUNIT_ASSERT(bracket.Form().AdmitsClient(LineIn(0, ClientForm::kNamed)));
  }

  // ErrorLogFormat "%M": a prefix in such a log is a child's.
  void NoPrefixAtAll() {
    LogLine bare;
    bare.log_id = 1630;
    FormCensus census;
    for (int i = 0; i < 4; ++i) census.Add(bare, false);
    census.Add(LineIn(0, ClientForm::kNamed), false);
    const LogForm form = census.Form();
    CPPUNIT_ASSERT(form.fixed && form.AdmitsLine(bare));
    CPPUNIT_ASSERT(!form.AdmitsLine(LineIn(0, ClientForm::kNamed)) &&
                   !form.AdmitsLine(LineIn(7, ClientForm::kNone)));
    for (int i = 0; i < 600; ++i) census.Add(bare, false);
    CPPUNIT_ASSERT(census.settled());
    // What httpd says before it knows its format is no sign of one.
    FormCensus started;
    bare.log_id = 558;
    for (int i = 0; i < 40; ++i) started.Add(bare, false);
    started.Add(LineIn(0, ClientForm::kNamed), false);
    CPPUNIT_ASSERT(started.Form().AdmitsLine(LineIn(0, ClientForm::kNamed)));
  }

  void LinesOfNothingDoNotCount() {
    FormCensus census;
    for (int i = 0; i < 1000; ++i) census.Add(LogLine(), false);
    CPPUNIT_ASSERT(!census.settled() && !census.Form().fixed);
    for (int i = 0; i < 1000; ++i) census.Add(LineIn(0, ClientForm::kNone), false);
    CPPUNIT_ASSERT(census.settled());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogFormTest);

constexpr Elements kOld = kHasLevel;
constexpr Elements kNew = kHasLevel | kHasModule | kHasProcess;

LogLine LineOf(Elements elements, ClientForm client = ClientForm::kNamed, uint32_t wrapping = 0) {
  LogLine line = LineIn(wrapping, client);
  line.elements = elements;
  return line;
}

// A log whose form changes.
class FormCensusTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FormCensusTest);
  CPPUNIT_TEST(AChangeAmongTheFirstLines);
  CPPUNIT_TEST(AChangeLaterThatSaysMore);
  CPPUNIT_TEST(AChangeLaterThatSaysLess);
  CPPUNIT_TEST(LinesOfTheOldFormInBetween);
  CPPUNIT_TEST(OfManyFormsNoneIsAChange);
  CPPUNIT_TEST(OneBlockAdmitsBoth);
  CPPUNIT_TEST(OfSettledLogsOnlyNewsIsCounted);
  CPPUNIT_TEST(WhoIsNamedInTheNewForm);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AChangeAmongTheFirstLines() {
    Add(40, kOld);
    Add(20, kNew);
    CPPUNIT_ASSERT(Admits(kOld) && Admits(kNew));
    // Less than before is said by children, too.
    census_ = {};
    Add(40, kNew);
    Add(20, kOld);
    CPPUNIT_ASSERT(Admits(kNew) && !Admits(kOld));
    // In turns they are two writers, of which the one that writes more is httpd.
    census_ = {};
    for (int i = 0; i < 40; ++i) {
      Add(4, kNew);
      Add(1, kOld);
    }
    CPPUNIT_ASSERT(Admits(kNew) && !Admits(kOld));
  }

  void AChangeLaterThatSaysMore() {
    Add(600, kOld);
    CPPUNIT_ASSERT(census_.settled());
    Add(19, kNew);
    CPPUNIT_ASSERT(Admits(kOld) && !Admits(kNew));
    Add(1, kNew);
    CPPUNIT_ASSERT(Admits(kNew));
  }

  void AChangeLaterThatSaysLess() {
    Add(600, kNew);
    Add(99, kOld);
    CPPUNIT_ASSERT(!Admits(kOld));
    Add(1, kOld);
    CPPUNIT_ASSERT(Admits(kOld));
  }

  void LinesOfTheOldFormInBetween() {
    Add(600, kOld);
    for (int i = 0; i < 50; ++i) {
      Add(19, kNew);
      Add(1, kOld);
    }
    CPPUNIT_ASSERT(!Admits(kNew));
  }

  void OfManyFormsNoneIsAChange() {
    Add(600, kOld);
    for (int i = 0; i < 200; ++i) {
      Add(1, kNew);
      Add(1, kHasLevel | kHasProcess);
    }
    CPPUNIT_ASSERT(Admits(kOld) && !Admits(kNew) && !Admits(kHasLevel | kHasProcess));
  }

  // The change may stand in the middle of it.
  void OneBlockAdmitsBoth() {
    Add(600, kOld);
    census_.BeginBlock();
    Add(300, kNew);
    CPPUNIT_ASSERT(Admits(kOld) && Admits(kNew));
    census_.BeginBlock();
    CPPUNIT_ASSERT(!Admits(kOld) && Admits(kNew));
    Add(100, kOld);  // and back
    CPPUNIT_ASSERT(Admits(kOld) && Admits(kNew));
  }

  void OfSettledLogsOnlyNewsIsCounted() {
    CPPUNIT_ASSERT(census_.IsNews(LineOf(kOld)));  // nothing is known yet
    Add(501, kOld);
    CPPUNIT_ASSERT(!census_.IsNews(LineOf(kOld)) && census_.IsNews(LineOf(kNew)) &&
                   census_.IsNews(LineOf(kOld, ClientForm::kNamed, 7)));
    CPPUNIT_ASSERT(!census_.IsNews(LogLine()));  // words of a child are none
    Add(20, kNew);
    CPPUNIT_ASSERT(!census_.IsNews(LineOf(kNew)) && census_.IsNews(LineOf(kOld)));
  }

  void WhoIsNamedInTheNewForm() {
    Add(600, kOld, ClientForm::kNoPort);
    CPPUNIT_ASSERT(census_.Form().AdmitsClient(LineOf(kOld, ClientForm::kNoPort)));
    Add(20, kNew);
    const LogForm form = census_.Form();
    CPPUNIT_ASSERT(form.AdmitsClient(LineOf(kNew)) && !form.AdmitsClient(LineOf(kNew, ClientForm::kNoPort)) &&
                   form.AdmitsClient(LineOf(kOld, ClientForm::kNoPort)));
  }

 private:
  void Add(int lines, Elements elements, ClientForm client = ClientForm::kNamed) {
    for (int i = 0; i < lines; ++i) census_.Add(LineOf(elements, client), false);
  }
  bool Admits(Elements elements) const { return census_.Form().AdmitsLine(LineOf(elements)); }

  FormCensus census_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(FormCensusTest);

}  // namespace
}  // namespace errwatch::cli

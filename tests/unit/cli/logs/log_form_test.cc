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

}  // namespace
}  // namespace errwatch::cli

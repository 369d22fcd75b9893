#include "cli/watch/layout.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "base/visible_text.h"
#include "unit/sample_snapshot.h"

namespace errwatch::cli {
namespace {

class LayoutTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LayoutTest);
  CPPUNIT_TEST(TellsTheStateOfThings);
  CPPUNIT_TEST(FitsAnySize);
  CPPUNIT_TEST(DropsWhatMattersLeast);
  CPPUNIT_TEST(TellsTroubleFirst);
  CPPUNIT_TEST(AsksAtTheBottom);
  CPPUNIT_TEST(ShowsNoHostileByte);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TellsTheStateOfThings() {
    const WatchModel model = Model();
    const std::string text = Text(model, {24, 160});
    for (const char* part : {"2026-11-22 10:00:00 UTC", "2 blocked", "1,873 clients", "12.5/s entries",
                             "203.0.113.7", "8m 45s", "sql_injection", "2101 UNION SELECT", "1,207", "81%",
                             "auth_failure", "latest incidents", "s sort: state"})
      CPPUNIT_ASSERT_MESSAGE(std::string(part) + " in\n" + text, text.find(part) != std::string::npos);
  }

  void FitsAnySize() {
    for (const char* keys : {"", "?", "/", "b"}) {
      WatchModel model = Model();
      for (const char* key = keys; *key != '\0'; ++key) model.Press({KeyKind::kText, std::string(1, *key)});
      for (int rows = 1; rows <= 40; ++rows) {
        for (const int columns : {1, 2, 7, 20, 40, 59, 80, 200}) {
          model.SetRows(RowsFor(model, {rows, columns}));
          for (const ScreenText& span : LayOut(model, {rows, columns}))
            CPPUNIT_ASSERT(span.row >= 0 && span.row < rows && span.column >= 0 && span.columns > 0 &&
                           span.column + span.columns <= columns);
        }
      }
    }
  }

  // Who is blocked, and for how long, is there on the narrowest screen.
  void DropsWhatMattersLeast() {
    const WatchModel model = Model();
    const std::string narrow = Text(model, {10, 40});
    CPPUNIT_ASSERT_MESSAGE(narrow, narrow.find("203.0.113.7") != std::string::npos &&
                                       narrow.find("8m 45s") != std::string::npos &&
                                       narrow.find("state") != std::string::npos);
    CPPUNIT_ASSERT(narrow.find("last rule") == std::string::npos &&
                   narrow.find("latest incidents") == std::string::npos);
    CPPUNIT_ASSERT(Text(model, {24, 80}).find("reason") != std::string::npos);
  }

  void TellsTroubleFirst() {
    WatchModel model = Model();
    model.Show(SampleSnapshot(), std::nullopt, "httpd is not running");
    const auto spans = LayOut(model, {24, 80});
    CPPUNIT_ASSERT(std::ranges::any_of(spans, [](const ScreenText& span) {
      return span.row == 1 && span.style == Style::kRed && span.text == "httpd is not running";
    }));
    Snapshot snapshot = SampleSnapshot();
    CPPUNIT_ASSERT(Text(model, {24, 100}).find("ErrWatchEngine") == std::string::npos);  // that is not known
    snapshot.modes = {{"server", {}}};
    snapshot.modes[0].engines.Add(Engine::kDetectionOnly);
    model.Show(snapshot, std::nullopt, "");
    CPPUNIT_ASSERT(Text(model, {24, 100}).find("ErrWatchEngine is DetectionOnly") != std::string::npos);
  }

  void AsksAtTheBottom() {
    WatchModel model = Model();
    model.Press({KeyKind::kText, "b"});
    CPPUNIT_ASSERT_EQUAL(std::string("Block 203.0.113.7 for 1h? y/n"), LayOut(model, {24, 80}).back().text);
    CPPUNIT_ASSERT_EQUAL(23, LayOut(model, {24, 80}).back().row);
    model.Press({KeyKind::kText, "n"});
    model.Say("no\x1b[2J");
    CPPUNIT_ASSERT_EQUAL(std::string("no\\x1b[2J"), LayOut(model, {24, 80}).back().text);
  }

  void ShowsNoHostileByte() {
    Snapshot snapshot = SampleSnapshot();
    ForEachText(snapshot, [](std::string& text) { text = "\x1b]0;x\x07\xff\n\xe2\x80\xae" + text; });
    for (const char* key : {"", "\r"}) {
      WatchModel model;
      model.Show(snapshot, std::nullopt, "\x1b[2J");
      if (*key != '\0') model.Press({KeyKind::kEnter, ""});
      for (const ScreenText& span : LayOut(model, {40, 200}))
        CPPUNIT_ASSERT_EQUAL(VisibleText(span.text), span.text);
    }
  }

 private:
  static WatchModel Model() {
    WatchModel model;
    model.SetRows(20);
    model.Show(SampleSnapshot(), Rates{12.5, 3}, "");
    return model;
  }
  static std::string Text(const WatchModel& model, ScreenSize size) {
    std::string text;
    for (const ScreenText& span : LayOut(model, size)) text += span.text + "\n";
    return text;
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LayoutTest);

}  // namespace
}  // namespace errwatch::cli

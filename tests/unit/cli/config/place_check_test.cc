#include "cli/config/place_check.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include "store/model_file.h"
#include "unit/config_reader_fixture.h"

namespace errwatch::cli {
namespace {

class PlaceCheckTest : public ConfigReaderFixture {
  CPPUNIT_TEST_SUITE(PlaceCheckTest);
  CPPUNIT_TEST(PlacesThatAreFine);
  CPPUNIT_TEST(PlacesThatKeepHttpdFromStarting);
  CPPUNIT_TEST(FilesThatHttpdWrites);
  CPPUNIT_TEST(PlacesThatAreNotKnownHere);
  CPPUNIT_TEST(ModelsThatAreNotUsed);
  CPPUNIT_TEST(TheDefaultIsLookedAtWhereTheModuleIsLoaded);
  CPPUNIT_TEST_SUITE_END();

  const std::string loads_ = "LoadModule errwatch_module modules/mod_errwatch.so\n";

 public:
  void PlacesThatAreFine() {
    for (const std::string& lines :
         {std::string(), "ErrWatchStateFile " + Elsewhere("state") + "\n",
          "ErrWatchEventLog " + Elsewhere("events.json") + "\n", std::string("ErrWatchEventLog syslog\n"),
          std::string("ErrWatchEventLog |/bin/cat\n"),
          loads_ + "ErrWatchStateFile " + Here("state") + "\nErrWatchEventLog events.json\n"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(lines, std::string(), Said(lines));
  }

  void PlacesThatKeepHttpdFromStarting() {
    const std::string none = Elsewhere("none/file");
    AssertSays("\nErrWatchStateFile " + none + "\n", "error httpd.conf:2: httpd would not start: " + none);
    AssertSays("ErrWatchStateFile " + elsewhere_.path() + "\n",
               "error httpd.conf:1: httpd would not start: " + elsewhere_.path() + " is not a regular file");
    AssertSays("\n\nErrWatchEventLog " + none + "\n",
               "error httpd.conf:3: httpd would not start: the event log " + none);
    AssertSays("ErrWatchEventLog |" + none + "\n",
               "error httpd.conf:1: httpd would not start: the event log's program " + none);
    // Relative ones lie where httpd puts them.
    AssertSays(loads_ + "DefaultRuntimeDir none\nErrWatchStateFile state\n",
               "error httpd.conf:3: httpd would not start: " + Here("none/state"));
    AssertSays(loads_ + "DefaultRuntimeDir .\nErrWatchEventLog none/file\n",
               "error httpd.conf:3: httpd would not start: the event log " + Here("none/file"));
  }

  void FilesThatHttpdWrites() {
    const std::string events = Here("logs/x") + " is both ErrWatchEventLog and ";
    const std::string line = "ErrWatchEventLog logs/x\n";
    std::filesystem::create_directory(Here("logs"));
    for (const auto& [other, what] :
         {std::pair("ErrorLog logs/x\n", "an ErrorLog"),
          {"CustomLog logs/x combined\n", "a CustomLog"},
          {"<VirtualHost *>\nTransferLog logs/x\n</VirtualHost>\n", "a CustomLog"},
          {"DefaultRuntimeDir logs\nPidFile x\n", "the PidFile"}})
      AssertSays(loads_ + "ErrWatchStateFile " + Here("state") + "\n" + line + other,
                 "error httpd.conf:3: httpd would not start: " + events + what);
    AssertSays(
        loads_ + "ErrWatchStateFile " + Here("x") + "\nErrorLog x\n",
        "error httpd.conf:2: httpd would not start: " + Here("x") + " is both ErrWatchStateFile and an ");
    AssertSays(loads_ + "ErrWatchStateFile " + Here("x") + "\nErrWatchEventLog x\n",
               "error httpd.conf:3: httpd would not start: " + Here("x") +
                   " is both ErrWatchEventLog and ErrWatchS");
    const std::string fine =
        "CustomLog \"|/bin/cat logs/x\" combined\nErrorLog syslog:local1\nErrorLog logs/error\nCustomLog "
        "${ERRWATCH_TEST_NONE}/x c\n";
    CPPUNIT_ASSERT_EQUAL(std::string(),
                         Said(loads_ + "ErrWatchStateFile " + Here("state") + "\n" + line + fine));
  }

  void PlacesThatAreNotKnownHere() {
    const std::string variable =
        " was not looked at: the variable in it is known to httpd's start script only\n";
    for (const char* directive : {"ErrWatchStateFile", "ErrWatchEventLog"}) {
      const std::string line = std::string(directive) + " /${ERRWATCH_TEST_NONE}/file";
      AssertSays(line + "\n", "note httpd.conf:1: " + line + variable);
    }
    // A part of a configuration does not say where relative paths begin.
    const std::string part =
        " was not looked at: where it lies, the file that httpd reads first says (--config FILE)\n";
    AssertSays("ErrWatchStateFile none/state\n", "note httpd.conf:1: ErrWatchStateFile none/state" + part);
    AssertSays("ErrWatchEventLog none/events\n",
               "note httpd.conf:1: ErrWatchEventLog " + Here("none/events") + part);
  }

  void ModelsThatAreNotUsed() {
    const std::string none = Elsewhere("none.model");
    AssertSays("ErrWatchModel " + none + "\n",
               "warning httpd.conf:1: the model " + none + ": cannot read it: No such file");
    CPPUNIT_ASSERT_EQUAL(std::string(), Said("ErrWatchModel " + none + " learn=7d\n"));
    AssertSays("ErrWatchModel " + Elsewhere("none/x.model") + " learn=7d\n",
               "warning httpd.conf:1: " + Elsewhere("none"));
    CPPUNIT_ASSERT(store::WriteModelFile(none, RequestModel()).ok());
    CPPUNIT_ASSERT_EQUAL(std::string(), Said("ErrWatchModel " + none + "\n"));
    // Of two virtual hosts with one model it is said once.
    const std::string anybodys = Elsewhere("anybodys");
    std::ofstream(anybodys) << "no model";
    AssertSays("<VirtualHost *:80>\nErrWatchModel " + anybodys +
                   " learn=7d\n</VirtualHost>\n<VirtualHost *:81>\nErrWatchModel " + anybodys +
                   " learn=7d\n</VirtualHost>\n",
               "warning httpd.conf:2: the model " + anybodys + ": it is no model");
    // ... unless they disagree, by whatever name of the file.
    const std::string learnt = Elsewhere("learnt");
    AssertSays(
        "ErrWatchModel " + learnt + " learn=7d\n<VirtualHost *:80>\nErrWatchModel " + Elsewhere("./learnt") +
            " learn=1h\n</VirtualHost>\n",
        "warning httpd.conf:3: the model " + Elsewhere("./learnt") + " is one file, named with learn=");
    AssertSays("ErrWatchModel relative.model\n", "note httpd.conf:1: ErrWatchModel ");
    AssertSays(
        loads_ + "ErrWatchStateFile " + Here("state") + "\nErrWatchModel x learn=7d\nErrWatchEventLog x\n",
        "error httpd.conf:4: httpd would not start: " + Here("x") +
            " is both ErrWatchEventLog and an "
            "ErrWatchModel");
  }

  void TheDefaultIsLookedAtWhereTheModuleIsLoaded() {
    AssertSays(loads_ + "DefaultRuntimeDir none\n",
               "error configuration: httpd would not start: " + Here("none/errwatch.state"));
    CPPUNIT_ASSERT_EQUAL(std::string(), Said("DefaultRuntimeDir none\n"));
  }

 private:
  std::string Here(const std::string& name) const { return directory_.path() + "/" + name; }
  std::string Elsewhere(const std::string& name) const { return elsewhere_.path() + "/" + name; }

  // Exactly one thing is said, and it begins so.
  void AssertSays(const std::string& configuration, const std::string& beginning) {
    const std::string said = Said(configuration);
    CPPUNIT_ASSERT_MESSAGE(said + "\nwanted: " + beginning, said.starts_with(beginning));
    CPPUNIT_ASSERT_EQUAL_MESSAGE(said, said.size() - 1, said.find('\n'));
  }

  std::string Said(const std::string& configuration) {
    std::string text;
    for (const Finding& finding : CheckPlaces(Read(configuration))) {
      CPPUNIT_ASSERT(finding.topic == Topic::kConfiguration);
      std::string where = finding.where;
      if (where.starts_with(directory_.path())) where.erase(0, directory_.path().size() + 1);
      text += (finding.severity == Severity::kError  ? "error "
               : finding.severity == Severity::kNote ? "note "
                                                     : "warning ") +
              where + ": " + finding.text + "\n";
    }
    return text;
  }

  TemporaryDirectory elsewhere_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(PlaceCheckTest);

}  // namespace
}  // namespace errwatch::cli

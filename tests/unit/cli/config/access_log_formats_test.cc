#include "cli/config/access_log_formats.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class AccessLogFormatsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AccessLogFormatsTest);
  CPPUNIT_TEST(FindsByNameAndByFile);
  CPPUNIT_TEST_SUITE_END();

 public:
  void FindsByNameAndByFile() {
    AccessLogFormats formats;
    const auto read = [&formats](std::string_view directive, std::string_view arguments) {
      formats.Read(directive, SplitArguments(arguments).value());
    };
    read("LogFormat", R"("%h \"%r\" %>s" short)");
    read("CustomLog", "/var/log/a.log short");
    read("customlog", R"("logs/b.log" "%a %>s")");
    read("CustomLog", "|/usr/bin/rotatelogs combined env=x");
    read("TransferLog", "logs/c.log");
    read("ErrorLog", "logs/error.log");
    Same("%h \"%r\" %>s", formats.Find("short"));
    Same("%h \"%r\" %>s", formats.Find("/var/log/a.log"));
    Same("%h \"%r\" %>s", formats.Find("a.log"));
    Same("%a %>s", formats.Find("logs/b.log"));
    Same("%a %>s", formats.Find("/srv/httpd/logs/b.log"));
    Same("%h %l %u %t \"%r\" %>s %b", formats.Find("c.log"));
    Same("", formats.Find("log"));
    Same("", formats.Find("error.log"));
    read("LogFormat", "\"%a\"");
    read("LogFormat", "\"%h\" short");
    read("TransferLog", "logs/d.log");
    Same("%h", formats.Find("short"));
    Same("%a", formats.Find("d.log"));
  }

 private:
  static void Same(const std::string& wanted, const std::string& got) { CPPUNIT_ASSERT_EQUAL(wanted, got); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AccessLogFormatsTest);

}  // namespace
}  // namespace errwatch

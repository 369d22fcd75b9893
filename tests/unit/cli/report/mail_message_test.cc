#include "cli/report/mail_message.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class MailMessageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MailMessageTest);
  CPPUNIT_TEST(Addresses);
  CPPUNIT_TEST(HeadersAndParts);
  CPPUNIT_TEST(NothingOfTheTextIsReadByTheMailer);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Addresses() {
    for (const char* good : {"root", "security@example.org", "a+b@example.org", "a@b.example, root"})
      CPPUNIT_ASSERT_MESSAGE(good, CheckMailAddress(good).ok());
    for (const char* bad :
         {"", "-f", "a@", "@b", "a b", "a@b\nBcc: c", "a@b,,c", "a@b@c", "a;b", "|prog", "a@b\r", "<a@b>"})
      CPPUNIT_ASSERT_MESSAGE(bad, !CheckMailAddress(bad).ok());
  }

  void HeadersAndParts() {
    const std::string message = MailMessage({"root", "errwatch: x", "abc", "<p>"});
    CPPUNIT_ASSERT_MESSAGE(
        message, message.starts_with(
                     "To: root\nSubject: errwatch: x\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n"));
    CPPUNIT_ASSERT(Contains(message, "\n\nYWJj\n--"));
    CPPUNIT_ASSERT(Contains(message, "filename=\"errwatch-report.html\"\n\nPHA+\n--"));
    CPPUNIT_ASSERT(message.ends_with("--=_errwatch_report--\n"));
  }

  void NothingOfTheTextIsReadByTheMailer() {
    const std::string message =
        MailMessage({"root", "s", "\n.\n--=_errwatch_report--\nBcc: x\n" + std::string(1000, 'x'), "\xff"});
    CPPUNIT_ASSERT(!Contains(message, "Bcc") && !Contains(message, "\n.\n"));
    for (std::size_t at = 0, end; (end = message.find('\n', at)) != std::string::npos; at = end + 1)
      CPPUNIT_ASSERT(end - at <= 120);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MailMessageTest);

}  // namespace
}  // namespace errwatch::cli

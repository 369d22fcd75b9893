#include "cli/report/mail_message.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class MailMessageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MailMessageTest);
  CPPUNIT_TEST(Addresses);
  CPPUNIT_TEST(LongAddresses);
  CPPUNIT_TEST(HeadersAndParts);
  CPPUNIT_TEST(SubjectsOfOtherLanguages);
  CPPUNIT_TEST(NothingOfTheTextIsReadByTheMailer);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Addresses() {
    for (const char* good : {"root", "security@example.org", "a+b@example.org", "a@b.example, root"})
      CPPUNIT_ASSERT_MESSAGE(good, CheckMailAddress(good).ok());
    for (const char* bad : {"", "-f", "root, -f", "a@b\x01", "a@b\x7f", "a@", "@b", "a b", "a@b\nBcc: c",
                            "a@b,,c", "a@b@c", "a;b", "|prog", "a@b\r", "<a@b>"})
      CPPUNIT_ASSERT_MESSAGE(bad, !CheckMailAddress(bad).ok());
  }

  // RFC 5321
  void LongAddresses() {
    const std::string host = "@example.org";
    CPPUNIT_ASSERT(CheckMailAddress(std::string(254 - host.size(), 'a') + host).ok());
    const Status long_one = CheckMailAddress("root, " + std::string(100'000, 'a') + host);
    CPPUNIT_ASSERT(!long_one && long_one.error().size() < 250);
    CPPUNIT_ASSERT_MESSAGE(long_one.error(), Contains(long_one.error(), "has 100012 bytes") &&
                                                 Contains(long_one.error(), "at most 254"));
    std::string many = "root";
    for (int i = 1; i < 100; ++i) many += ",root";
    CPPUNIT_ASSERT(CheckMailAddress(many).ok());
    const Status too_many = CheckMailAddress(many + ",root");
    CPPUNIT_ASSERT(!too_many && Contains(too_many.error(), "more than 100 addresses"));
    const std::string message = MailMessage({many, "s", "", ""});
    CPPUNIT_ASSERT(message.starts_with("To: root,\n root,\n"));
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

  // Lines that a mailer takes, each of whole characters.
  void SubjectsOfOtherLanguages() {
    CPPUNIT_ASSERT(
        Contains(MailMessage({"root", "表", "", ""}), "\nSubject: =?utf-8?B?6KGo?=\nAuto-Submitted"));
    std::string subject;
    for (int i = 0; i < 40; ++i) subject += "表";
    const std::string message = MailMessage({"root", subject, "", ""});
    const std::size_t begin = message.find("Subject: ");
    const std::string header = message.substr(begin, message.find("\nAuto", begin) - begin);
    for (std::size_t at = 0, end = 0; end != std::string::npos; at = end + 1) {
      end = header.find('\n', at);
      const std::string line = header.substr(at, end == std::string::npos ? end : end - at);
      CPPUNIT_ASSERT_MESSAGE(line,
                             line.size() <= 78 && line.ends_with("?=") && Contains(line, "=?utf-8?B?6KGo"));
      CPPUNIT_ASSERT_MESSAGE(line, at == 0 || line.starts_with(" =?"));
    }
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

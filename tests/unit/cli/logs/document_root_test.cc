#include "cli/logs/document_root.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class DocumentRootTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DocumentRootTest);
  CPPUNIT_TEST(TestUsualRoots);
  CPPUNIT_TEST(TestNoRoot);
  CPPUNIT_TEST(TestClientsDirectoriesStay);
  CPPUNIT_TEST_SUITE_END();

  static void Check(const std::string& root, const std::string& message) {
    CPPUNIT_ASSERT_EQUAL_MESSAGE(message, root, std::string(GuessDocumentRoot(message)));
  }

  void TestUsualRoots() {
    Check("/var/www/html", "AH00128: File does not exist: /var/www/html/admin");
    Check("/var/www", "AH00128: File does not exist: /var/www/admin/index.php");
    Check("/srv/www/example.org/htdocs", "File does not exist: /srv/www/example.org/htdocs/a/b.php");
    Check("/home/anna/public_html", "script '/home/anna/public_html/x.php' not found or unable to stat");
    Check("/var/www/vhosts/example.org/httpdocs",
          "File does not exist: /var/www/vhosts/example.org/httpdocs/x");
    Check("C:/web/htdocs", "File does not exist: C:/web/htdocs/x");
    Check("/srv/www/htdocs", "PHP Warning:  include(php://input): failed in /srv/www/htdocs/a.php on line 3");
    Check("C:/web/htdocs", "PHP Warning:  x in (C:/web/htdocs/x");
    Check("/var/www/html", "AH01618: user x not found: (/var/www/html/x)");
  }

  void TestNoRoot() {
    Check("", "");
    Check("", "AH00161: server reached MaxRequestWorkers setting");
    Check("", "File does not exist: /opt/site/admin/x.php");
    Check("", "File does not exist: /www");  // the file itself
    Check("", "a/b/html/c is no absolute path");
    Check("", "php://www/html/x");
    Check("", "AH00035: access to /admin denied (filesystem path '/srv/www/htdocs/admin') because");
  }

  // What the client asked for is kept, even where it uses such a name.
  void TestClientsDirectoriesStay() {
    Check("/var/www/html", "File does not exist: /var/www/html/backup/www/html/x.sql");
    Check("/var/www", "File does not exist: /var/www/a/b/c/html/x");
    Check("", "File does not exist: /a/b/c/d/e/html/x");
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DocumentRootTest);

}  // namespace
}  // namespace errwatch

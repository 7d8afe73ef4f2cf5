package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.net.PrivateAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "203.0.113.9",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::808:808",
        "3fff:1::1",
        "2002:7f00:1::",
        "2001:db8::1",
        "ff02::1"
      })
  void addressesOfNoPublicHostArePrivate(String address) throws IOException {
    assertThat(PrivateAddress.is(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "64:ff9b::808:808"
      })
  void addressesOfPublicHostsAreNot(String address) throws IOException {
    assertThat(PrivateAddress.is(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/x",
        "https://127.0.0.1/x",
        "https://localhost:9/",
        "http://[::1]/",
        "http://0x7f000001/",
        "https://2130706433/",
        "http://1.1.1.1/plain"
      })
  void noTargetLeadsInside(String url) {
    assertThatThrownBy(
            () -> HookTarget.of(HookUrl.of(url), false, Runnable::run, Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "ftp://h/x",
        "/x",
        "http:///x",
        "https://user@h/x",
        "https://h/a b",
        "https://h/\r\nX: y",
        "https://h:99999/x",
        "file:///etc/passwd"
      })
  void whatIsNoWebAddressIsRefused(String url) {
    assertThat(HookClient.isUrl(url)).isFalse();
  }
}

package dev.postern.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Writes one answer from the request's virtual thread, at the pace at which the client reads.
final class ResponseWriter {
  /// Smaller texts are sent as they are.
  private static final int WORTH_PACKING = 200;

  private static final int SLICE = 64 * 1024;

  /// A client that takes no slice in this time is given up.
  private static final int PATIENCE_SECONDS = 60;

  private final Channel channel;
  private final boolean gzip;
  private final String requestId;

  ResponseWriter(Channel channel, String acceptEncoding, String requestId) {
    this.channel = channel;
    this.gzip = accepts(acceptEncoding);
    this.requestId = requestId;
  }

  /// Says whether an Accept-Encoding value allows gzip (RFC 9110 section 12.5.3).
  static boolean accepts(String acceptEncoding) {
    return Stream.of(acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1))
        .map(coding -> coding.replace(" ", ""))
        .filter(coding -> coding.equals("gzip") || coding.startsWith("gzip;"))
        .anyMatch(coding -> !coding.matches("gzip;q=0(\\.0*)?"));
  }

  /// Writes, and returns when the next answer may follow: before a close, or if the client does not
  /// keep up, when the bytes were handed to the socket.
  ///
  /// @throws ClientGone if the client does not take them
  void write(Response response, boolean keepAlive) {
    switch (response.content()) {
      case Response.Json json -> write(response, json, keepAlive);
      case Response.Stream stream -> write(response, stream, keepAlive);
      case Response.Events _ -> throw new IllegalArgumentException("events do not end");
      case Response.Announced announced -> write(response, announced, keepAlive);
    }
  }

  /// Returns the head of an answer that goes on until either side ends it; it is never compressed.
  ///
  /// @param chunked whether the client knows chunks
  HttpResponse head(Response response, String type, boolean chunked) {
    DefaultHttpResponse head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
    fill(head.headers(), response, type, 0, false);
    head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    if (chunked) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return head;
  }

  private void write(Response response, Response.Json json, boolean keepAlive) {
    boolean packed = gzip && json.text().length > WORTH_PACKING;
    byte[] bytes = packed ? pack(json.text()) : json.text();
    DefaultFullHttpResponse head =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(bytes));
    fill(head.headers(), response, "application/json", bytes.length, keepAlive);
    if (packed) {
      head.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    head.headers().set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    if (response.status() == HttpResponseStatus.NOT_MODIFIED.code()) {
      // RFC 9110 section 8.6: these would describe the content that is not sent.
      head.headers().remove(HttpHeaderNames.CONTENT_LENGTH).remove(HttpHeaderNames.CONTENT_TYPE);
    }
    ChannelFuture written = channel.writeAndFlush(head);
    if (!keepAlive || !channel.isWritable()) {
      await(written);
    }
  }

  private void write(Response response, Response.Announced announced, boolean keepAlive) {
    DefaultFullHttpResponse head =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.EMPTY_BUFFER);
    fill(head.headers(), response, announced.type(), announced.length(), keepAlive);
    await(channel.writeAndFlush(head));
  }

  private void write(Response response, Response.Stream stream, boolean keepAlive) {
    DefaultHttpResponse head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
    fill(head.headers(), response, stream.type(), stream.length(), keepAlive);
    try (InputStream bytes = stream.bytes()) {
      channel.write(head);
      long left = stream.length();
      while (left > 0) {
        byte[] slice = bytes.readNBytes((int) Math.min(left, SLICE));
        if (slice.length == 0) {
          throw new IOException("stream is shorter than announced");
        }
        left -= slice.length;
        ByteBuf buffer = Unpooled.wrappedBuffer(slice);
        await(channel.writeAndFlush(new DefaultHttpContent(buffer)));
      }
      await(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill(
      HttpHeaders headers, Response response, String type, long length, boolean keepAlive) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, type);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    headers.set("x-request-id", requestId);
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set("x-content-type-options", "nosniff");
    response.headers().forEach(headers::set);
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  private static void await(ChannelFuture written) {
    if (!written.awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS) || !written.isSuccess()) {
      throw new ClientGone();
    }
  }

  private static byte[] pack(byte[] text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(text.length / 2);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}

using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Cesuur.Load;

/// <summary>
/// HTTP/1.1 on a bare socket, one request at a time: on two cores a real client would take as much of the machine as
/// the server that is measured.
/// </summary>
internal sealed class HttpWire : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[4096];
    private int _length;
    private int _body;

    private HttpWire()
    {
    }

    /// <summary>The body of the last answer as it came, chunk sizes included.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_body, _length - _body);

    public static async Task<HttpWire> ConnectAsync(Uri address)
    {
        var wire = new HttpWire();
        await wire._socket.ConnectAsync(address.Host, address.Port);
        return wire;
    }

    public static async Task<HttpWire[]> ConnectAsync(Uri address, int count)
    {
        var wires = new HttpWire[count];
        for (var i = 0; i < count; i++)
        {
            wires[i] = await ConnectAsync(address);
        }

        return wires;
    }

    public static byte[] Request(string method, string path, string? credential, string? body) => Encoding.UTF8.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
        + (credential is null ? "" : $"Authorization: Bearer {credential}\r\n")
        + (body is null ? "Content-Length: 0\r\n\r\n" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The status.</returns>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[await _socket.SendAsync(request)..];
        }

        _length = 0;
        while (true)
        {
            if (_length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            }

            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_length));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            _length += read;
            if (IsComplete())
            {
                return 100 * (_buffer[9] - '0') + 10 * (_buffer[10] - '0') + _buffer[11] - '0';
            }
        }
    }

    /// <summary>A member of the body that is text, by its name alone.</summary>
    public string Member(string name)
    {
        var start = Body.IndexOf(Encoding.UTF8.GetBytes($"\"{name}\":\""));
        if (start < 0)
        {
            throw new InvalidOperationException($"There is no {name} in {Encoding.UTF8.GetString(Body)}");
        }

        var value = Body[(start + name.Length + 4)..];
        return Encoding.UTF8.GetString(value[..value.IndexOf((byte)'"')]);
    }

    public void Dispose() => _socket.Dispose();

    private bool IsComplete()
    {
        var text = _buffer.AsSpan(0, _length);
        var end = text.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        _body = end + 4;
        var head = text[..end];
        var at = head.IndexOf("\r\nContent-Length: "u8);
        return at < 0
            ? head.IndexOf("\r\nTransfer-Encoding: chunked"u8) < 0 || text.EndsWith("0\r\n\r\n"u8)
            : Utf8Parser.TryParse(head[(at + 18)..], out int length, out _) && _length >= _body + length;
    }
}

using QRCoder;

namespace Cesuur.Infrastructure.Documents;

/// <summary>QR codes (ISO/IEC 18004) that survive a stain, with the margin that readers need.</summary>
public static class QrCodes
{
    private const int PixelsPerModule = 4;

    public static byte[] Png(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(code);
        return png.GetGraphic(PixelsPerModule);
    }
}

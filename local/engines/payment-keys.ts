/**
 * The keys of the payment providers of this machine, and of every merchant they know: everybody may know them. RSA 2048, base64 of PKCS#8 and SPKI.
 */

/** What merchants sign their requests with. */
export const merchantPrivateKey: string = [
  'MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCfHy2zr4Q9tw5pscUbCMgnZhRbUUqejovLY31fds2Ypu56kEOsB03MmHbCCCtYNAnTtmi1n1BdLNcdC1bTqlvq0QGBiV3uZfhjsx',
  'cEsfQBtolNvTFA4lSq/aULqPauDLIlakBvxjzmo3Rj1JOTGIXhpbDxgglMaZ1KVcNwaJI048tkqZmf5cWqdwYy5e1G6reQDOQKB+yXb4OfNn5GGYnW4Kp1AfDMmH3UD84jxcYM0JMc7514r2pLg2Cc',
  '4NHADaRYntNwSFFXWT4o/5Sn6cjudCS0TqJ15zk6wa+oCYfcjGzQWSr40oB/L2tvXE4CGFDezi5wKUT1bz/VFMK+Nob/AgMBAAECggEATfQd1SIe9IcaKgCbshdWyypwvZ3xIwVtigonER4oMelR+r',
  'xzUrNPU3S79WnAJll0GQKLgLLYUZVWm1WDR3X1yu9yv+22lUTib6F8nOG7Sx2MXYfaudFHrm9NrI0tsG3q1nabs8aX7lvUeNXbKFyCtl2QdniAqq0xEAo9EXRBcGQEK/xYvsF8X8eVx67wrlItIdNx',
  'M+TRY1eObWETCy+VKHK9/JpeRMiI4vkseVmEJt52Aub6QABGJfrGdgUo0t7vfSk/SF32KAq9FMnWofQL25FGfwgpKK6CGOsHVH2AhAd/hHkJ3qo/OVB8LFI2pK7oS6I2WPXhZ8D1VzsTgGM74QKBgQ',
  'DcVfeymJyBlERCY6bj4qYGiAMeCkeN2GAkNoPJbSjKRDKzuzvtxUPgLIM+j/hEhtMyM1/2fOsUdqtU6kdPBLrBbuPZTgKse9Z+3328mBxxW35yVa2e+t87h/InIDofGYQfkKyZ2oOdd2cnMNnRUIxj',
  'qlmh+6/BkaaInbsVsBrInwKBgQC44LEfiiD+tR4jFhi/y2Xy//Tb2wiSUUIHql8Z7tOaQspMSUHSIE0OPmP7/AADiyje6wdBytuGYDZztIQsyBNEaWhWKaVC9ZGf7WLtcbkJAbK5H+yk9Nk0WWQqKA',
  'zcVDeVgisYU6dXYfboTsXCbSE/8fjzv/QhVsrZC83LsYTFoQKBgFLNh+G5Uo+r3Z8pfg2EHqqzsKA4cr2OxEq3pf0rpbmluXwr8BCiIqj7cXMwfbebB4GFJxolxd6R3j9yL8w1Vc3d04jVtVGG1Iwn',
  'h0Q50e6T2Mg1BKOLWhswMsOba9xGJY4LO6IyKWYi+kQTKrhr0eaenUKvqFRRXUlYJXe4D8i3AoGAaIz43cM5oZE/d8wZNu2JvAAvst2NXWGCm98nZP0AwW4gBUAwbupBaVqzJF+AioB6HoZ/Vh+oQb',
  'fLU2e0j7ad3sRVctSeVt2U+wI+PdVgNM23CqYZJ7gn1UjwMj7v9vHRdUVlpZ45Nlt6TCmwAKHCee0XQpE9OFVi5ZedTCIZ2cECgYAVl14v/V2+zCR/uh86XyugkdDftogVOgi8a2qZFJ5xuk0k0GgA',
  'AqKjGxOxtXB0FA50qzTiZ7/n0kLYrj45ilCO2S+OB7xN40DWa2dI44L/26xkJKroc0OuqRoiRWSVSuuVwFQ50ZXTCfkFjptfpxxZS/Z5bBWXvzjtdx2NNA4cZw==',
].join('');

export const merchantPublicKey: string = [
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnx8ts6+EPbcOabHFGwjIJ2YUW1FKno6Ly2N9X3bNmKbuepBDrAdNzJh2wggrWDQJ07ZotZ9QXSzXHQtW06pb6tEBgYld7mX4Y7MXBLH0Ab',
  'aJTb0xQOJUqv2lC6j2rgyyJWpAb8Y85qN0Y9STkxiF4aWw8YIJTGmdSlXDcGiSNOPLZKmZn+XFqncGMuXtRuq3kAzkCgfsl2+DnzZ+RhmJ1uCqdQHwzJh91A/OI8XGDNCTHO+deK9qS4NgnODRwA2k',
  'WJ7TcEhRV1k+KP+Up+nI7nQktE6idec5OsGvqAmH3Ixs0Fkq+NKAfy9rb1xOAhhQ3s4ucClE9W8/1RTCvjaG/wIDAQAB',
].join('');

/** What the providers sign their answers and callbacks with. */
export const platformPrivateKey: string = [
  'MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDQyy0I1S31NfA/GkYBApR4vBt6L85pOcy5s49XV5pBDS+4XU7YAVqSlA3JdVEoMIu0lqazFhZOuy9pYI6t5c8yer2Ni4dDXlpKYA',
  'PzTxJdCLiY/OK9uIrbZnFkfuahEV8B/kbxG+k+atyDAqr7Re5fjXEozXXedrtCpBHt9LoX+Yxtg5WhsVLUEPikvfov/yidNE1Qdkjps6ANHOPJsa7btGnYnNvsZckSWTZs5q2sbA4lvnIVPhj9bQR9',
  'fsurjXLgFzMoz35SwHgBR40ByvaoQ9A+AlEy6Z1WCNMiAOGDiV8UAiNSVr2vg7Ctd0EhdfpokNJ1Ju83ZzOSwk/EjNTBAgMBAAECggEAM54nMgnR5M9C57bNG67Rmc+XU2vCMc1ySW6Uv1kO74odBA',
  '09UrVy+M3VYrq4J6FoyGp+J8QMG8a2/+w5GdC4mpgxiG64L/WBiOWX1Gz18z4WtOu/+ntHCNqYqemdhrBOtqVwUGdAEIhGn7TnJFuzhLfpA9dXjnn37Y+2Rwe7gfVjUHryWHeUMThQrHV65ybXZB/8',
  'ZQHRhawZVac0MR4tewLUSR02T+Fe8+5D347z4Shotfnvv/i2XGwysiL05KwZii0eimAYTeZBVc/zIgsHKXWFlh3fr26XCcWAIeG5yGolzs42HafN6hYoRk/RtpvqFt0Q/rSwnWKZox8eg2rgSQKBgQ',
  'DxbLZs0jo9Jp3tM2TqlQ+QougHAxwlm/kAtzoC+ryQ6in39qIHMy78eAiT7DUAP2C176MkAGgnxhArjueltr2EtUWhYh4zMKXMf42OOp+VxUk7uHm9vMiYT0qyuI/+u5UV2U8DfGiTxpWx4WTV3T0D',
  '8H0VqQR1YgiEQP3g6AN+kwKBgQDdZiRNUaGLyiKXE1UW3QygXksg9zRNmAdtuczazJTh4fz6Zm19E5kYzc4wVLlVcml0XJ47gF3ieOT3jFESjyLRBtijAbaXez3qzXQ0iA9EHzswEVA8CEeIq6j0l0',
  'va0L2MrrTxUi/WY9tIIsCKUtP8hi87jYGjKpw6PfEHI21f2wKBgBIBobmMFHvrHWxLoQM+CuMmw1eCi97iOzgqclE2kkncrTSpWHxg/Ognq7wcqfdSwsvPC8Pro9kTlLEq/2wErS3wtzjKMKZwwmz2',
  'NoCdLrnk9QlXQP09z1hM0a1yxoqhQwVWJ+aCqOocrZ2Oyg6JabuZfDrZWFPI9AmpL0ZPB7OxAoGAB7BYamb/WT933A9L0TN0EM21hjuPkXJKL8FYH/Ei6oVSp8+O1d0sX/QlyP/oP9NtXiEpTZ+zov',
  '3X1dEFr8NQzjmSpHaWxMP+7nycIIbpINCE2bKAOtV+xnxPrc7jT4IYUx5uIkNcbfGh1+t9DFC8E/UFBuhvLB96tXsZN8o/LikCgYAxsQg6dQPNDaAlB879SsFSuDDMgYyNAitS7tlxDbBfJFGtfQMi',
  'No/oJAiR6iW/xkyURUwMgDezXUFIH31q76jSApw45Ik+sLpF35PHYs9imvKaA2ZIGyfZX0+MHCr9K3B61CjprPRyWOHq7vxZbaBEolbKHIjRh8k5Z1dMqcZDvw==',
].join('');

export const platformPublicKey: string = [
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0MstCNUt9TXwPxpGAQKUeLwbei/OaTnMubOPV1eaQQ0vuF1O2AFakpQNyXVRKDCLtJamsxYWTrsvaWCOreXPMnq9jYuHQ15aSmAD808SXQ',
  'i4mPzivbiK22ZxZH7moRFfAf5G8RvpPmrcgwKq+0XuX41xKM113na7QqQR7fS6F/mMbYOVobFS1BD4pL36L/8onTRNUHZI6bOgDRzjybGu27Rp2Jzb7GXJElk2bOatrGwOJb5yFT4Y/W0EfX7Lq41y',
  '4BczKM9+UsB4AUeNAcr2qEPQPgJRMumdVgjTIgDhg4lfFAIjUla9r4OwrXdBIXX6aJDSdSbvN2czksJPxIzUwQIDAQAB',
].join('');

/** The key by which WeChat Pay seals what a callback says to a merchant (APIv3). */
export const localApiKey = (merchant: string): string => `local-${merchant}-`.padEnd(32, 'k');

/** A merchant account as `PUT /company/channels` takes it, for orders that this machine's providers understand. */
export function localMerchant(
  channel: 'wechat' | 'alipay',
  merchant: string,
  place: { readonly project: string; readonly unclaimed?: string },
): Record<string, string> {
  const keys = { platformKey: platformPublicKey, privateKey: merchantPrivateKey };
  if (channel === 'alipay') return { channel, ...place, merchant: `2088${merchant.padStart(12, '0')}`, app: `2021${merchant.padStart(12, '0')}`, ...keys };
  const wechat = {
    app: `wx${merchant.padStart(16, '0')}`,
    keySerial: `5157F09EFDC096DE15EBE81A47057A72${merchant}`,
    platformKeyId: `PUB_KEY_ID_01${merchant}`,
  };
  return { channel, ...place, merchant, ...wechat, apiKey: localApiKey(merchant), ...keys };
}
